namespace Singular.Manifests;

/// <summary>A package that passed every check and is ready to be stored.</summary>
/// <param name="Path">Where it came from.</param>
/// <param name="Package">The package.</param>
/// <param name="Signature">Its good signature.</param>
/// <param name="Authorization">Why the signature counts here.</param>
/// <param name="Attestation">The attestation of it that counts; null where none does.</param>
/// <param name="Decision">What the policy says.</param>
/// <param name="Waived">Findings that the deciding rule waived; empty for a verified package.</param>
/// <param name="Assemblies">What goes into the store.</param>
/// <param name="Replaced">The installed driver of the same id; null where there is none.</param>
/// <param name="VerifierRules">What the verifier judged it by.</param>
public sealed record PlannedDriver(
    string Path,
    DriverPackage Package,
    AuthorSignature Signature,
    SignerAuthorization Authorization,
    Attestation? Attestation,
    PolicyDecision Decision,
    IReadOnlyList<VerificationFinding> Waived,
    IReadOnlyDictionary<string, byte[]> Assemblies,
    InstalledDriver? Replaced,
    string VerifierRules)
{
    /// <summary>What it asks for that the replaced driver does not; empty where it replaces none.</summary>
    public IReadOnlyList<string> Growth => Replaced is null ? [] : ResourceGrowth.Of(Replaced.Manifest, Package.Manifest);

    /// <summary>What the store keeps of it.</summary>
    /// <param name="assembliesSha256">Names its re-emitted assemblies.</param>
    /// <param name="now">The moment of installing.</param>
    internal InstalledDriver ToInstalled(string assembliesSha256, DateTimeOffset now) => new()
    {
        Manifest = Package.Manifest,
        PackageSha256 = Package.Sha256,
        AssembliesSha256 = assembliesSha256,
        SignerName = Authorization.Signer.Name,
        SignerFingerprint = Signature.Fingerprint,
        InstalledAt = now,
        ValidAt = Authorization.StampedBy.Length == 0 ? now : Authorization.ValidAt,
        StampedBy = Authorization.StampedBy,
        Countersigner = Authorization.Countersigner,
        Attester = Authorization.Attester,
        AttestationSha256 = Attestation?.Sha256 ?? "",
        Certificates = Authorization.Certificates,
        WaivedCodes = string.Join(',', Waived.Select(finding => SafeText.Escape(finding.Code)).Distinct().Order(StringComparer.Ordinal)),
        IsVerified = Waived.Count == 0,
        VerifierRules = VerifierRules,
    };
}
