namespace Singular.Manifests;

/// <summary>What a package is made of.</summary>
public sealed record PackageSource
{
    /// <summary>The bytes of the driver's assembly.</summary>
    public required byte[] DriverAssembly { get; init; }

    /// <summary>Private dependencies by simple name, which ride in the package and are verified like the driver.</summary>
    public IReadOnlyDictionary<string, byte[]> Dependencies { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Folders with the contract assemblies that the driver was compiled against, <c>Singular.Channels</c> and the
    /// SDK; none of these goes into the package.</summary>
    public required IReadOnlyList<string> ContractFolders { get; init; }

    /// <summary>For people; must not be empty for NuGet's tools.</summary>
    public string Authors { get; init; } = "unknown";

    /// <summary>SPDX licence expression; empty where there is none.</summary>
    public string License { get; init; } = "";
}
