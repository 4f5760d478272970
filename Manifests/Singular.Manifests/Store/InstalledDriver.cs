namespace Singular.Manifests;

/// <summary>A driver in the store.</summary>
public sealed record InstalledDriver
{
    public required DriverManifest Manifest { get; init; }

    /// <summary>SHA-256 of the signed package file; its name in the store.</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>Names the folder with the verified, re-emitted assemblies.</summary>
    public required string AssembliesSha256 { get; init; }

    /// <summary>The signer's name in the trust store when it was installed.</summary>
    public required string SignerName { get; init; }

    public required Fingerprint SignerFingerprint { get; init; }

    /// <summary>The moment of installing, in UTC to the second: the certificates were valid then, and what is installed keeps
    /// running after they expire.</summary>
    public required DateTimeOffset InstalledAt { get; init; }

    /// <summary>True when every check of the verifier passed; false when the policy waived findings.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>What a policy decides about.</summary>
    public PolicySubject Subject => new(Manifest, Manifest.FirstInstance, SignerName, SignerFingerprint, IsVerified);
}
