using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Path validation after RFC 5280, section 6.</summary>
internal static class ChainCheck
{
    /// <summary>Checks a signer's certificates at a moment. A certificate that is trusted itself only has to be valid; one that
    /// is trusted through an authority needs a chain that holds.</summary>
    /// <exception cref="RefusedException"><c>CertificateExpired</c>, <c>CertificateNotYetValid</c>,
    /// <c>CertificateInvalid</c>.</exception>
    public static void Check(IReadOnlyList<X509Certificate2> chain, TrustedSigner entry, DateTimeOffset moment)
    {
        bool isOwn = Fingerprint.Of(chain[0]) == entry.Fingerprint;
        foreach (X509Certificate2 certificate in isOwn ? chain.Take(1) : chain)
            CertificateRules.CheckValidity(certificate, moment);
        if (!isOwn)
            CheckPath(chain, entry, moment);
    }

    // The platform's (signatures, basic constraints, name constraints, usages); ours is that exactly the certificates of the
    // signature were used.
    private static void CheckPath(IReadOnlyList<X509Certificate2> certificates, TrustedSigner authority, DateTimeOffset moment)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = moment.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(authority.Role == TrustRole.Stamp ? Oids.TimeStamping : Oids.CodeSigning));
        chain.ChainPolicy.CustomTrustStore.Add(certificates[^1]);
        foreach (X509Certificate2 certificate in certificates.Skip(1))
            chain.ChainPolicy.ExtraStore.Add(certificate);
        bool isGood = chain.Build(certificates[0]);
        bool isWhole = chain.ChainElements.Select(element => Fingerprint.Of(element.Certificate)).SequenceEqual(certificates.Select(Fingerprint.Of));
        if (!isGood || !isWhole)
        {
            string status = string.Join(", ", chain.ChainStatus.Select(found => found.Status));
            throw new RefusedException(RefusalCode.CertificateInvalid, $"certificate {Fingerprint.Of(certificates[0])}",
                $"its chain to {authority.Name} does not hold ({(status.Length == 0 ? "certificates left over" : status)})", "ask the author to sign with a certificate whose chain holds");
        }
    }
}
