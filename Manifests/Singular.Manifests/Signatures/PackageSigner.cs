using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Writes NuGet author signatures, which <c>dotnet nuget verify</c> accepts from a trusted signer.</summary>
public static class PackageSigner
{
    /// <summary>Signs a package with SHA-256.</summary>
    /// <param name="package">An unsigned package.</param>
    /// <param name="key">The signer's certificate with its private key, and its issuers.</param>
    /// <param name="clock">Gives the signing time.</param>
    /// <exception cref="RefusedException"><c>SignaturePresent</c>, or why the package or the key cannot be used.</exception>
    public static byte[] Sign(byte[] package, SigningKey key, TimeProvider clock)
    {
        (byte[] unsigned, byte[]? present) = SignatureEnvelope.Split(package);
        if (present is not null)
            throw new RefusedException(RefusalCode.SignaturePresent, "package", "the package is signed already", "sign the unsigned package");
        CertificateRules.Check(key.Certificate);
        DateTimeOffset now = clock.GetUtcNow();
        CertificateRules.CheckValidity(key.Certificate, now);
        byte[][] chain = [key.Certificate.RawData, .. key.Issuers.Select(issuer => issuer.RawData)];
        CertificateChain.Order(chain, chain[0]);

        byte[] content = SignedContent.Of(unsigned, Oids.Sha256);
        IReadOnlyList<CmsAttribute> attributes = SignedAttributes.Make(content, Oids.Sha256, now, key.Certificate.RawData);
        using RSA rsa = key.Certificate.GetRSAPrivateKey()
            ?? throw new RefusedException(RefusalCode.KeyInvalid, "key", "there is no private key with the certificate", "give the key's file, not only the certificate's");
        byte[] signature = rsa.SignData(CmsMessage.EncodeAttributes(attributes), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var message = new CmsMessage(Oids.Sha256, content, [.. chain.Order(ByteOrder.Instance)], CertificateFields.KeyIdentifier(key.Certificate), attributes, signature);
        return SignatureEnvelope.Join(unsigned, message.Write(), ZipFormat.FirstTime);
    }
}
