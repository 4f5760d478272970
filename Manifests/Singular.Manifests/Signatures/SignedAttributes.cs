using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>The five signed attributes of a NuGet author signature.</summary>
internal sealed record SignedAttributes(byte[] MessageDigest, DateTimeOffset SigningTime, byte[] CertificateHash)
{
    private static readonly string[] Expected = [Oids.ContentType, Oids.MessageDigest, Oids.SigningTime, Oids.CommitmentType, Oids.SigningCertificateV2];

    /// <exception cref="RefusedException"><c>SignatureAttributeRefused</c>.</exception>
    public static SignedAttributes Read(CmsMessage message)
    {
        string[] found = [.. message.Attributes.Select(attribute => attribute.Oid)];
        if (found.Length != Expected.Length || Expected.Except(found).Any())
            throw Refused("the signed attributes are not content type, message digest, signing time, commitment type and signing certificate v2");
        try
        {
            if (Value(message, Oids.ContentType).ReadObjectIdentifier() != Oids.Data)
                throw Refused("the content type is not data");
            AsnReader commitment = Value(message, Oids.CommitmentType).ReadSequence();
            if (commitment.ReadObjectIdentifier() != Oids.ProofOfOrigin || commitment.HasData)
                throw Refused("the commitment is not proof of origin, so this is no author's signature");
            return new SignedAttributes(
                Value(message, Oids.MessageDigest).ReadOctetString(),
                ReadTime(Value(message, Oids.SigningTime)),
                ReadCertificateHash(Value(message, Oids.SigningCertificateV2), message.HashOid));
        }
        catch (AsnContentException)
        {
            throw Refused("a signed attribute cannot be read");
        }
    }

    /// <summary>Makes the attributes in DER's order.</summary>
    public static IReadOnlyList<CmsAttribute> Make(byte[] content, string hashOid, DateTimeOffset time, byte[] certificate)
    {
        HashAlgorithmName hash = Oids.Hash(hashOid)!.Value;
        List<CmsAttribute> attributes =
        [
            new(Oids.ContentType, Encode(writer => writer.WriteObjectIdentifier(Oids.Data))),
            new(Oids.MessageDigest, Encode(writer => writer.WriteOctetString(CryptographicOperations.HashData(hash, content)))),
            new(Oids.SigningTime, Encode(writer => WriteTime(writer, time))),
            new(Oids.CommitmentType, Encode(writer => WriteCommitment(writer))),
            new(Oids.SigningCertificateV2, Encode(writer => WriteCertificateHash(writer, hashOid, certificate))),
        ];
        // A SET OF in DER is in the order of its elements' encodings (X.690, section 11.6).
        return [.. attributes.OrderBy(attribute => CmsMessage.EncodeAttributes([attribute]), ByteOrder.Instance)];
    }

    private static AsnReader Value(CmsMessage message, string oid) =>
        new(message.Attributes.First(attribute => attribute.Oid == oid).Value, AsnEncodingRules.DER);

    // RFC 5652, section 11.3: UTCTime up to 2049, GeneralizedTime from then on.
    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(twoDigitYearMax: 2049) : reader.ReadGeneralizedTime();

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year < 2050)
            writer.WriteUtcTime(time, twoDigitYearMax: 2049);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    private static void WriteCommitment(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(Oids.ProofOfOrigin);
    }

    // RFC 5035, section 3: SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL },
    // ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL }. NuGet names the signer's
    // certificate alone, writes the default out, and wants the issuer and serial number; the certificate's own encoding of
    // both is used.
    private static void WriteCertificateHash(AsnWriter writer, string hashOid, byte[] certificate)
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

    private static byte[] ReadCertificateHash(AsnReader reader, string hashOid)
    {
        AsnReader list = reader.ReadSequence().ReadSequence();
        AsnReader id = list.ReadSequence();
        if (list.HasData)
            throw Refused("several certificates are named, where only the signer's is");
        string oid = id.PeekTag() == Asn1Tag.Sequence ? id.ReadSequence().ReadObjectIdentifier() : Oids.Sha256;
        return oid == hashOid ? id.ReadOctetString() : throw Refused("the certificate is named by another hash than the message's");
    }

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    private static RefusedException Refused(string what) =>
        new(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, what, "sign with singular sign or dotnet nuget sign");
}
