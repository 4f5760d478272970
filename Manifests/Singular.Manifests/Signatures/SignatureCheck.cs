using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Checks that a package carries a good author signature in NuGet's form. Says nothing about trust or time.</summary>
public static class SignatureCheck
{
    /// <summary>Most certificates that a signature may carry.</summary>
    private const int MaxCertificates = 8;

    /// <exception cref="RefusedException">There is no signature or it is not good; the code says why.</exception>
    public static AuthorSignature Check(byte[] package)
    {
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(package);
        if (der is null)
            throw new RefusedException(RefusalCode.SignatureMissing, "package", "the package is not signed", "sign it with singular sign, or ask its author for the signed package");
        CmsMessage message = CmsMessage.Read(der);
        if (!message.Content.AsSpan().SequenceEqual(SignedContent.Of(unsigned, message.HashOid)))
            throw Broken("the package is not the one that was signed: its hash is another one");
        SignedAttributes attributes = SignedAttributes.Read(message);
        HashAlgorithmName hash = Oids.Hash(message.HashOid)!.Value;
        if (!CryptographicOperations.HashData(hash, message.Content).AsSpan().SequenceEqual(attributes.MessageDigest))
            throw Broken("the signed content is not the one whose hash was signed");

        IReadOnlyList<X509Certificate2> chain = OrderChain(message, attributes);
        CertificateRules.Check(chain[0]);
        CheckSignature(message, chain[0], hash);
        return new AuthorSignature(chain[0], chain, attributes.SigningTime, Convert.ToHexStringLower(SHA256.HashData(package)));
    }

    internal static RefusedException Broken(string what) =>
        new(RefusalCode.SignatureBroken, ZipFormat.SignatureEntry, what, "do not use the package; fetch it again from its author");

    private static void CheckSignature(CmsMessage message, X509Certificate2 signer, HashAlgorithmName hash)
    {
        using RSA key = CertificateFields.RsaKey(signer);
        byte[] signed = CmsMessage.EncodeAttributes(message.Attributes);
        bool isGood = message.Signature.Length == (key.KeySize + 7) / 8;
        try
        {
            isGood = isGood && key.VerifyData(signed, message.Signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            isGood = false;
        }
        if (!isGood)
            throw Broken("the signature was not made with the certificate's key over these attributes");
    }

    private static List<X509Certificate2> OrderChain(CmsMessage message, SignedAttributes attributes)
    {
        HashAlgorithmName hash = Oids.Hash(message.HashOid)!.Value;
        if (message.Certificates.Count is 0 or > MaxCertificates)
            throw Broken($"{message.Certificates.Count} certificates; 1 to {MaxCertificates} are read");
        byte[] signer = message.Certificates.FirstOrDefault(certificate => CryptographicOperations.HashData(hash, certificate).AsSpan().SequenceEqual(attributes.CertificateHash))
            ?? throw Broken("the signer's certificate is not the one whose hash was signed");
        List<X509Certificate2> chain = CertificateChain.Order(message.Certificates, signer);
        return CertificateFields.KeyIdentifier(chain[0]).AsSpan().SequenceEqual(message.SubjectKeyIdentifier)
            ? chain
            : throw Broken("the message names another key than its signer's certificate");
    }
}
