using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>The signed attribute that names the signer's certificate by its hash: SigningCertificateV2 ::= SEQUENCE { certs
/// SEQUENCE OF ESSCertIDv2, policies OPTIONAL }, ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash,
/// issuerSerial OPTIONAL } (RFC 5035, section 3).</summary>
/// <param name="HashOid">Hash algorithm of the name.</param>
/// <param name="Hash">Hash of the signer's certificate.</param>
/// <param name="Count">How many certificates are named; the signer's is the first.</param>
internal sealed record SigningCertificate(string HashOid, byte[] Hash, int Count)
{
    /// <exception cref="AsnContentException">It is none.</exception>
    /// <exception cref="RefusedException"><c>SignatureAlgorithmRefused</c> for a hash that may not be used.</exception>
    public static SigningCertificate Read(byte[] value)
    {
        AsnReader list = new AsnReader(value, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        AsnReader id = list.ReadSequence();
        int count = 1;
        while (list.HasData)
        {
            list.ReadSequence();
            count++;
        }
        string oid = id.PeekTag() == Asn1Tag.Sequence ? id.ReadSequence().ReadObjectIdentifier() : Oids.Sha256;
        if (Oids.Hash(oid) is null)
            throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, ZipFormat.SignatureEntry, $"the signer's certificate is named by hash algorithm {oid}", "sign with SHA-256 or stronger");
        return new SigningCertificate(oid, id.ReadOctetString(), count);
    }

    public bool Names(byte[] certificate) => CryptographicOperations.HashData(Oids.Hash(HashOid)!.Value, certificate).AsSpan().SequenceEqual(Hash);

    /// <summary>Writes the attribute as NuGet does: the signer's certificate alone, the default algorithm written out, issuer
    /// and serial number in the certificate's own encoding.</summary>
    public static void Write(AsnWriter writer, string hashOid, byte[] certificate)
    {
        (byte[] issuer, byte[] serial) = CertificateFields.IssuerAndSerial(certificate);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(hashOid);
            writer.WriteOctetString(CryptographicOperations.HashData(Oids.Hash(hashOid)!.Value, certificate));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true)))
                    writer.WriteEncodedValue(issuer);
                writer.WriteEncodedValue(serial);
            }
        }
    }
}
