using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Names a signer's certificate: by its key (<paramref name="KeyIdentifier"/>), else by its issuer and serial
/// number, each as the certificate encodes it (RFC 5652, section 5.3).</summary>
internal sealed record SignerIdentifier(byte[]? KeyIdentifier, byte[] Issuer, byte[] Serial)
{
    private static readonly Asn1Tag KeyTag = new(TagClass.ContextSpecific, 0);

    /// <summary>RFC 5652, section 5.3: 3 for a signer named by its key, else 1.</summary>
    public int Version => KeyIdentifier is null ? 1 : 3;

    /// <summary>The form that NuGet's tools use: the key where the certificate has an identifier for it.</summary>
    public static SignerIdentifier Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any())
            return new SignerIdentifier(CertificateFields.KeyIdentifier(certificate), [], []);
        (byte[] issuer, byte[] serial) = CertificateFields.IssuerAndSerial(certificate.RawData);
        return new SignerIdentifier(null, issuer, serial);
    }

    public bool Names(X509Certificate2 certificate)
    {
        if (KeyIdentifier is not null)
            return CertificateFields.KeyIdentifier(certificate).AsSpan().SequenceEqual(KeyIdentifier);
        (byte[] issuer, byte[] serial) = CertificateFields.IssuerAndSerial(certificate.RawData);
        return issuer.AsSpan().SequenceEqual(Issuer) && serial.AsSpan().SequenceEqual(Serial);
    }

    public static SignerIdentifier Read(AsnReader reader)
    {
        if (reader.PeekTag() == KeyTag)
            return new SignerIdentifier(reader.ReadOctetString(KeyTag), [], []);
        AsnReader fields = reader.ReadSequence();
        byte[] issuer = fields.ReadEncodedValue().ToArray();
        byte[] serial = fields.ReadEncodedValue().ToArray();
        fields.ThrowIfNotEmpty();
        return new SignerIdentifier(null, issuer, serial);
    }

    public void Write(AsnWriter writer)
    {
        if (KeyIdentifier is not null)
        {
            writer.WriteOctetString(KeyIdentifier, KeyTag);
            return;
        }
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(Issuer);
            writer.WriteEncodedValue(Serial);
        }
    }
}
