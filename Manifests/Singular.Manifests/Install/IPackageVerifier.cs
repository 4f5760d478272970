namespace Singular.Manifests;

/// <summary>The steps "verify types", "verify isolation and profile" and "verify contracts and ownership".</summary>
public interface IPackageVerifier
{
    /// <summary>Names what it judges by, rules and whatever they refer to: 64 lower-case hexadecimal digits. A package that was judged by others may be judged
    /// differently now.</summary>
    string Rules { get; }

    /// <summary>Reports everything that is wrong with the package's IL; nothing when it passes.</summary>
    IReadOnlyList<VerificationFinding> Verify(DriverPackage package);
}
