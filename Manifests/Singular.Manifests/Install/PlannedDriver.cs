namespace Singular.Manifests;

/// <summary>A package that passed every check and is ready to be stored.</summary>
/// <param name="Path">Where it came from.</param>
/// <param name="Package">The package.</param>
/// <param name="Signature">Its good signature.</param>
/// <param name="Authorization">Why the signature counts here.</param>
/// <param name="Decision">What the policy says.</param>
/// <param name="Waived">Findings that the deciding rule waived; empty for a verified package.</param>
/// <param name="Assemblies">What goes into the store.</param>
/// <param name="Replaced">The installed driver of the same id; null where there is none.</param>
public sealed record PlannedDriver(
    string Path,
    DriverPackage Package,
    AuthorSignature Signature,
    SignerAuthorization Authorization,
    PolicyDecision Decision,
    IReadOnlyList<VerificationFinding> Waived,
    IReadOnlyDictionary<string, byte[]> Assemblies,
    InstalledDriver? Replaced);
