namespace Singular.Manifests;

/// <summary>The steps "verify types", "verify isolation and profile" and "verify contracts and ownership".</summary>
public interface IPackageVerifier
{
    /// <summary>Reports everything that is wrong with the package's IL; nothing when it passes.</summary>
    IReadOnlyList<VerificationFinding> Verify(DriverPackage package);
}
