namespace Singular.Manifests;

/// <summary>Where packages are looked up by name. What a feed gives is believed no more than any other file: it goes through
/// the installer.</summary>
public interface IPackageFeed
{
    /// <summary>The folder or address, for people.</summary>
    string Name { get; }

    /// <summary>The versions that the feed has of a package, each once, in no order; empty where it has none.</summary>
    /// <param name="id">Package id, in either case.</param>
    /// <exception cref="RefusedException">The feed cannot be read.</exception>
    IReadOnlyList<SemanticVersion> Versions(string id);

    /// <summary>The files of this machine that hold a version of a package, fetched where need be; several where the feed has it
    /// several times, none where it does not have it.</summary>
    /// <param name="id">Package id, in either case.</param>
    /// <param name="version">The version, in either case.</param>
    /// <exception cref="RefusedException">The feed cannot be read.</exception>
    IReadOnlyList<string> Files(string id, SemanticVersion version);

    /// <summary>Ids of packages that may provide a contract: all that could, others among them. Who asks reads their
    /// manifests.</summary>
    /// <param name="contract">Name of the contract.</param>
    /// <exception cref="RefusedException">The feed cannot be read.</exception>
    IReadOnlyList<string> MayProvide(string contract);
}
