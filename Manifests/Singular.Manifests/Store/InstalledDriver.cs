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

    /// <summary>The moment at which the certificates were judged: that of a trusted time stamp, else
    /// <see cref="InstalledAt"/>.</summary>
    public required DateTimeOffset ValidAt { get; init; }

    /// <summary>Name of the time-stamp authority whose stamp counted; empty where none did.</summary>
    public required string StampedBy { get; init; }

    /// <summary>Name of the repository whose countersignature counts; empty where none does.</summary>
    public required string Countersigner { get; init; }

    /// <summary>Name of the tester whose attestation counts; empty where none does.</summary>
    public string Attester { get; init; } = "";

    /// <summary>SHA-256 of that attestation, its name in the store; empty where none counts.</summary>
    public string AttestationSha256 { get; init; } = "";

    /// <summary>Every certificate that its signature, time stamp, countersignature and attestation stand on: revoking one of them takes the
    /// driver out of the next image.</summary>
    public required IReadOnlyList<Fingerprint> Certificates { get; init; }

    /// <summary>The codes of the verifier's findings that a rule waived, separated by commas; empty where there were none.</summary>
    public required string WaivedCodes { get; init; }

    /// <summary>True when every check of the verifier passed; false when the policy waived findings.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>What the verifier judged it by when it was installed (<see cref="IPackageVerifier.Rules"/>); empty where that was not recorded.</summary>
    public string VerifierRules { get; init; } = "";

    /// <summary>What today's verifier finds that was not waived when it was installed. Not part of the store: see <see cref="Reverification"/>.</summary>
    public IReadOnlyList<VerificationFinding> LaterFindings { get; init; } = [];

    /// <summary>Which checks it passed, for people.</summary>
    public string Checks => IsVerified
        ? $"signature, manifest, types, isolation, contracts, resources{(Attester.Length == 0 ? "" : $", tests attested by {Attester}")}"
        : $"signature, manifest, resources; waived in verification: {(WaivedCodes.Length == 0 ? "findings" : WaivedCodes)}";

    /// <summary>When its certificates were valid and who says so, for people.</summary>
    public string Validity => StampedBy.Length == 0 ? $"{ValidAt.UtcDateTime:u} (installing)" : $"{ValidAt.UtcDateTime:u} (time stamp by {StampedBy})";

    /// <summary>What a policy decides about.</summary>
    public PolicySubject Subject => new(Manifest, Manifest.FirstInstance, SignerName, SignerFingerprint, IsVerified, Countersigner, Attester);
}
