namespace Singular.Manifests.Tests;

/// <summary>Records of installed drivers that no installer made.</summary>
internal static class Stored
{
    public static InstalledDriver Driver(DriverPackage package, string assemblies) => new()
    {
        Manifest = package.Manifest,
        PackageSha256 = package.Sha256,
        AssembliesSha256 = assemblies,
        SignerName = "author",
        SignerFingerprint = Samples.Key.Fingerprint,
        InstalledAt = new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero),
        ValidAt = new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero),
        StampedBy = "",
        Countersigner = "",
        Certificates = [Samples.Key.Fingerprint],
        WaivedCodes = "",
        IsVerified = true,
    };
}
