using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>What is needed of a certificate and not offered by the platform.</summary>
internal static class CertificateFields
{
    /// <summary>The encodings of issuer and serial number (RFC 5280, section 4.1).</summary>
    public static (byte[] Issuer, byte[] Serial) IssuerAndSerial(byte[] certificate)
    {
        AsnReader fields = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var version = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (fields.PeekTag() == version)
            fields.ReadEncodedValue();
        byte[] serial = fields.ReadEncodedValue().ToArray();
        fields.ReadEncodedValue();
        return (fields.ReadEncodedValue().ToArray(), serial);
    }

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
}
