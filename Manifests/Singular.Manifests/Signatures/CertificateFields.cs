using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>What is needed of a certificate and not offered by the platform.</summary>
internal static class CertificateFields
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The encodings of issuer and serial number (RFC 5280, section 4.1).</summary>
    public static (byte[] Issuer, byte[] Serial) IssuerAndSerial(byte[] certificate)
    {
        try
        {
            AsnReader fields = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (fields.PeekTag() == VersionTag)
                fields.ReadEncodedValue();
            byte[] serial = fields.ReadEncodedValue().ToArray();
            fields.ReadEncodedValue();
            return (fields.ReadEncodedValue().ToArray(), serial);
        }
        catch (AsnContentException)
        {
            throw new RefusedException(RefusalCode.CertificateInvalid, ZipFormat.SignatureEntry, "a certificate is not strictly encoded (DER)", "sign again with a sound certificate");
        }
    }

    /// <summary>The encoding of the algorithm inside the signed part of a certificate.</summary>
    public static ReadOnlyMemory<byte> InnerAlgorithm(ReadOnlyMemory<byte> signedPart)
    {
        AsnReader fields = new AsnReader(signedPart, AsnEncodingRules.DER).ReadSequence();
        if (fields.PeekTag() == VersionTag)
            fields.ReadEncodedValue();
        fields.ReadEncodedValue();
        return fields.ReadEncodedValue();
    }

    /// <summary>The hash of RSA with PKCS #1 v1.5 as a certificate's algorithm; null for any other algorithm.</summary>
    public static HashAlgorithmName? HashOfAlgorithm(string oid) => Array.IndexOf(Oids.CertificateAlgorithms, oid) switch
    {
        0 => HashAlgorithmName.SHA256,
        1 => HashAlgorithmName.SHA384,
        2 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The subject key identifier: the extension's, else SHA-1 of the key, method 1 of RFC 5280, section 4.2.1.2. A
    /// name for a key, not a protection.</summary>
    public static byte[] KeyIdentifier(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is X509SubjectKeyIdentifierExtension identifier)
                return identifier.SubjectKeyIdentifierBytes.ToArray();
        }
        return new X509SubjectKeyIdentifierExtension(certificate.PublicKey, critical: false).SubjectKeyIdentifierBytes.ToArray();
    }

    /// <summary>Loads a certificate from DER; refuses what the platform cannot read.</summary>
    public static X509Certificate2 Load(byte[] der, string where)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            throw new RefusedException(RefusalCode.CertificateInvalid, where, "a certificate cannot be read", "sign again with a sound certificate");
        }
    }

    /// <summary>The public RSA key; refuses a key of another kind and one that cannot be read.</summary>
    public static RSA RsaKey(X509Certificate2 certificate)
    {
        string where = $"certificate {Fingerprint.Of(certificate)}";
        try
        {
            return certificate.GetRSAPublicKey()
                ?? throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, where, "the key is no RSA key; NuGet's form has no other", "use an RSA key of 3072 bits or more");
        }
        catch (CryptographicException)
        {
            throw new RefusedException(RefusalCode.CertificateInvalid, where, "the certificate's key cannot be read", "sign again with a sound certificate");
        }
    }
}
