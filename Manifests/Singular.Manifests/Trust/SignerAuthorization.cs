namespace Singular.Manifests;

/// <summary>Why a good signature counts on this machine.</summary>
/// <param name="Signer">The trust entry that covers it.</param>
/// <param name="ValidAt">The moment at which its certificates were valid: that of a trusted time stamp, else that of
/// installing; in UTC to the second.</param>
/// <param name="StampedBy">Name of the trusted time-stamp authority; empty where no stamp counted.</param>
/// <param name="Countersigner">Name of the trusted repository that countersigned; empty where no countersignature counts.</param>
/// <param name="Attester">Name of the trusted tester whose attestation counts; empty where none does.</param>
/// <param name="Certificates">Every certificate that this stands on.</param>
/// <param name="Notes">What was found and does not count, with the reason; for people.</param>
public sealed record SignerAuthorization(TrustedSigner Signer, DateTimeOffset ValidAt, string StampedBy, string Countersigner, string Attester, IReadOnlyList<Fingerprint> Certificates, IReadOnlyList<string> Notes);
