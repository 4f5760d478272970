namespace Singular.Manifests;

/// <summary>What a certificate is trusted for; the word that begins its line in the trust file.</summary>
public enum TrustRole
{
    /// <summary><c>trust</c>: a signer's own certificate.</summary>
    Signer,

    /// <summary><c>authority</c>: issues signers' certificates.</summary>
    Authority,

    /// <summary><c>repository</c>: countersigns packages, itself or through certificates that it issued.</summary>
    Repository,

    /// <summary><c>stamp</c>: makes time stamps, itself or through certificates that it issued.</summary>
    Stamp,

    /// <summary><c>attest</c>: tests packages; its attestations count.</summary>
    Attest,
}
