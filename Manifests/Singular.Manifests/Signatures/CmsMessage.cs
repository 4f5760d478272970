using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>A CMS SignedData message (RFC 5652, section 5.1) with one signer, in the one shape that NuGet author signatures
/// have.</summary>
/// <remarks>
/// What is not a field here has a fixed value, and a message is taken only when writing its fields gives the same bytes
/// again. So no bit of the message can change without changing a field, and every field is covered by the signature.
/// </remarks>
/// <param name="HashOid">Hash algorithm of the content and of the signature.</param>
/// <param name="Content">The signed content, of type data.</param>
/// <param name="Certificates">DER of the certificates, in ascending order of their bytes (DER's order of a SET OF).</param>
/// <param name="SubjectKeyIdentifier">Names the signer's certificate.</param>
/// <param name="Attributes">The signed attributes in DER's order, each with its complete value set.</param>
/// <param name="Signature">RSA PKCS #1 v1.5 signature of the attributes.</param>
internal sealed record CmsMessage(
    string HashOid,
    byte[] Content,
    IReadOnlyList<byte[]> Certificates,
    byte[] SubjectKeyIdentifier,
    IReadOnlyList<CmsAttribute> Attributes,
    byte[] Signature)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    /// <summary>RFC 5652: version 3 for a signer named by its key (5.3) and for a message that has one (5.1).</summary>
    private const int Version = 3;

    /// <exception cref="RefusedException"><c>SignatureBroken</c> for what is no such message, <c>SignatureNotCanonical</c> for
    /// one that is written differently, <c>SignatureAttributeRefused</c> for unsigned attributes.</exception>
    public static CmsMessage Read(byte[] der)
    {
        CmsMessage message;
        try
        {
            message = Parse(der);
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            throw SignatureCheck.Broken("it is no strictly encoded (DER) CMS message of one signer");
        }
        if (!message.Write().AsSpan().SequenceEqual(der))
            throw new RefusedException(RefusalCode.SignatureNotCanonical, ZipFormat.SignatureEntry, "the message is not in the one form that signers write", "sign again");
        return message;
    }

    public byte[] Write()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignedData);
            using (writer.PushSequence(Context0))
            using (writer.PushSequence())
                WriteSignedData(writer);
        }
        return writer.Encode();
    }

    /// <summary>The bytes that are signed: the attributes as a SET OF (RFC 5652, section 5.4).</summary>
    public static byte[] EncodeAttributes(IReadOnlyList<CmsAttribute> attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        WriteAttributes(writer, Asn1Tag.SetOf, attributes);
        return writer.Encode();
    }

    private void WriteSignedData(AsnWriter writer)
    {
        writer.WriteInteger(Version);
        using (writer.PushSetOf())
            WriteAlgorithm(writer, HashOid);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.Data);
            using (writer.PushSequence(Context0))
                writer.WriteOctetString(Content);
        }
        using (writer.PushSetOf(Context0))
        {
            foreach (byte[] certificate in Certificates)
                writer.WriteEncodedValue(certificate);
        }
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            writer.WriteOctetString(SubjectKeyIdentifier, KeyIdentifierTag);
            WriteAlgorithm(writer, HashOid);
            WriteAttributes(writer, Context0, Attributes);
            WriteAlgorithm(writer, Oids.Rsa);
            writer.WriteOctetString(Signature);
        }
    }

    private static void WriteAttributes(AsnWriter writer, Asn1Tag tag, IReadOnlyList<CmsAttribute> attributes)
    {
        using (writer.PushSetOf(tag))
        {
            foreach (CmsAttribute attribute in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Oid);
                    using (writer.PushSetOf())
                        writer.WriteEncodedValue(attribute.Value);
                }
            }
        }
    }

    // .NET's CMS writer, which NuGet uses, leaves the parameters of both kinds of algorithm out.
    private static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(oid);
    }

    private static CmsMessage Parse(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader contentInfo = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        Require(contentInfo.ReadObjectIdentifier() == Oids.SignedData);
        AsnReader wrapped = contentInfo.ReadSequence(Context0);
        contentInfo.ThrowIfNotEmpty();
        AsnReader data = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();

        data.ReadInteger();
        AsnReader digests = data.ReadSetOf();
        digests.ReadEncodedValue();
        digests.ThrowIfNotEmpty();
        AsnReader encapsulated = data.ReadSequence();
        Require(encapsulated.ReadObjectIdentifier() == Oids.Data);
        byte[] content = encapsulated.ReadSequence(Context0).ReadOctetString();
        var certificates = new List<byte[]>();
        AsnReader certificateSet = data.ReadSetOf(Context0);
        while (certificateSet.HasData)
            certificates.Add(certificateSet.ReadEncodedValue().ToArray());
        AsnReader signers = data.ReadSetOf();
        AsnReader signer = signers.ReadSequence();
        signers.ThrowIfNotEmpty();
        data.ThrowIfNotEmpty();

        signer.ReadInteger();
        byte[] key = signer.ReadOctetString(KeyIdentifierTag);
        string hash = signer.ReadSequence().ReadObjectIdentifier();
        List<CmsAttribute> attributes = ReadAttributes(signer.ReadSetOf(Context0));
        string algorithm = signer.ReadSequence().ReadObjectIdentifier();
        if (algorithm != Oids.Rsa || Oids.Hash(hash) is null)
            throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, ZipFormat.SignatureEntry, $"signature algorithm {algorithm} with hash {hash}", "sign with RSA and SHA-256 or stronger");
        byte[] signature = signer.ReadOctetString();
        if (signer.HasData)
        {
            throw new RefusedException(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, "the signature has unsigned attributes (a time stamp or a countersignature), which this version does not check",
                "sign without them");
        }
        return new CmsMessage(hash, content, certificates, key, attributes, signature);
    }

    private static List<CmsAttribute> ReadAttributes(AsnReader set)
    {
        var attributes = new List<CmsAttribute>();
        while (set.HasData)
        {
            AsnReader attribute = set.ReadSequence();
            string oid = attribute.ReadObjectIdentifier();
            AsnReader values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            byte[] value = values.ReadEncodedValue().ToArray();
            values.ThrowIfNotEmpty();
            if (attributes.Any(other => other.Oid == oid))
                throw new RefusedException(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, $"the signed attribute {oid} is there twice", "sign again");
            attributes.Add(new CmsAttribute(oid, value));
        }
        return attributes;
    }

    private static void Require(bool isAsExpected)
    {
        if (!isAsExpected)
            throw SignatureCheck.Broken("it is no CMS message of signed data");
    }
}
