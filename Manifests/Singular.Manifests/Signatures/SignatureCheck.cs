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
        using RSA key = signer.GetRSAPublicKey()!;
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

    /// <summary>The certificates from the signer's upwards. Each is named by its hash in the signed attributes, in this very
    /// order, and none is left over: so no certificate can be changed, added or taken away.</summary>
    private static List<X509Certificate2> OrderChain(CmsMessage message, SignedAttributes attributes)
    {
        HashAlgorithmName hash = Oids.Hash(message.HashOid)!.Value;
        if (message.Certificates.Count is 0 or > MaxCertificates || message.Certificates.Count != attributes.CertificateHashes.Count)
            throw Broken($"{message.Certificates.Count} certificates, {attributes.CertificateHashes.Count} of them signed; all must be, at most {MaxCertificates}");
        var chain = new List<X509Certificate2>();
        foreach (byte[] expected in attributes.CertificateHashes)
        {
            byte[] der = message.Certificates.FirstOrDefault(certificate => CryptographicOperations.HashData(hash, certificate).AsSpan().SequenceEqual(expected))
                ?? throw Broken("a certificate is not the one whose hash was signed");
            X509Certificate2 certificate = CertificateFields.Load(der, ZipFormat.SignatureEntry);
            if (chain.Count > 0 && !chain[^1].IssuerName.RawData.AsSpan().SequenceEqual(certificate.SubjectName.RawData))
                throw new RefusedException(RefusalCode.CertificateInvalid, ZipFormat.SignatureEntry, "a certificate is not the issuer of the one before it", "sign again with a chain in order");
            chain.Add(certificate);
        }
        if (!CertificateFields.KeyIdentifier(chain[0]).AsSpan().SequenceEqual(message.SubjectKeyIdentifier))
            throw Broken("the message names another key than its first certificate's");
        return chain;
    }
}
