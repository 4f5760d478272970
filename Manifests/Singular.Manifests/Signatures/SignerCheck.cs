using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Checks one signer of a CMS message: certificate, attributes and signature belong together.</summary>
internal static class SignerCheck
{
    /// <summary>Most certificates that a message may carry.</summary>
    public const int MaxCertificates = 8;

    /// <param name="signer">The signer.</param>
    /// <param name="content">What it signs.</param>
    /// <param name="messageDigest">The hash of the content, from the signed attributes.</param>
    /// <param name="named">Which certificate the signed attributes name.</param>
    /// <param name="certificates">DER of the message's certificates.</param>
    /// <param name="purpose">What the certificate has to be for.</param>
    /// <returns>The certificates from the signer's upwards.</returns>
    /// <exception cref="RefusedException">It does not hold; the code says why.</exception>
    public static IReadOnlyList<X509Certificate2> Check(
        CmsSignerInfo signer, byte[] content, byte[] messageDigest, SigningCertificate named, IReadOnlyList<byte[]> certificates, CertificatePurpose purpose)
    {
        HashAlgorithmName hash = Oids.Hash(signer.Hash.Oid)!.Value;
        if (!CryptographicOperations.HashData(hash, content).AsSpan().SequenceEqual(messageDigest))
            throw SignatureCheck.Broken("the signed content is not the one whose hash was signed");
        if (certificates.Count is 0 or > MaxCertificates)
            throw SignatureCheck.Broken($"{certificates.Count} certificates; 1 to {MaxCertificates} are read");
        byte[] own = certificates.FirstOrDefault(named.Names)
            ?? throw SignatureCheck.Broken("the signer's certificate is not the one whose hash was signed");
        List<X509Certificate2> chain = CertificateChain.From(certificates, own);
        if (!signer.Identifier.Names(chain[0]))
            throw SignatureCheck.Broken("the message names another key than its signer's certificate");
        CertificateRules.Check(chain[0], purpose);
        CheckSignature(signer, chain[0], hash);
        return chain;
    }

    private static void CheckSignature(CmsSignerInfo signer, X509Certificate2 certificate, HashAlgorithmName hash)
    {
        using RSA key = CertificateFields.RsaKey(certificate);
        byte[] signed = CmsAttribute.EncodeSigned(signer.Signed);
        bool isGood = signer.Signature.Length == (key.KeySize + 7) / 8;
        try
        {
            isGood = isGood && key.VerifyData(signed, signer.Signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            isGood = false;
        }
        if (!isGood)
            throw SignatureCheck.Broken("the signature was not made with the certificate's key over these attributes");
    }
}
