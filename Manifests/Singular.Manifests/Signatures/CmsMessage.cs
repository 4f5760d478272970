using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>A CMS SignedData message (RFC 5652, section 5.1) with one signer, in the one shape that NuGet's signatures and
/// RFC 3161 time stamps have.</summary>
/// <remarks>
/// What is not a field here has a fixed value, and a message is taken only when writing its fields gives the same bytes
/// again. So no bit of the message can change without changing a field, and every field is covered by a signature.
/// </remarks>
/// <param name="ContentOid">Type of the content.</param>
/// <param name="Content">The signed content.</param>
/// <param name="Certificates">DER of the certificates, in ascending order of their bytes (DER's order of a SET OF).</param>
/// <param name="Signer">The signer.</param>
internal sealed record CmsMessage(string ContentOid, byte[] Content, IReadOnlyList<byte[]> Certificates, CmsSignerInfo Signer)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>RFC 5652, section 5.1: version 3 for a message whose signer is named by its key or whose content is not plain
    /// data.</summary>
    private const int Version = 3;

    /// <summary>Version of a message of plain data whose signer is named by issuer and serial number.</summary>
    private const int IssuerVersion = 1;

    /// <exception cref="RefusedException"><c>SignatureBroken</c> for what is no such message, <c>SignatureNotCanonical</c> for
    /// one that is written differently.</exception>
    public static CmsMessage Read(byte[] der, string contentOid)
    {
        CmsMessage message = Parse(der, contentOid, AsnEncodingRules.DER, skipsOrder: false);
        if (!message.Write().AsSpan().SequenceEqual(der))
            throw new RefusedException(RefusalCode.SignatureNotCanonical, ZipFormat.SignatureEntry, "the message is not in the one form that signers write", "sign again");
        return message;
    }

    /// <summary>Reads a message that somebody else wrote, in whatever order its sets are, to write it in ours.</summary>
    /// <exception cref="RefusedException"><c>SignatureBroken</c> for what is no such message.</exception>
    public static CmsMessage ReadForeign(byte[] ber, string contentOid)
    {
        CmsMessage message = Parse(ber, contentOid, AsnEncodingRules.BER, skipsOrder: true);
        return message with { Certificates = [.. message.Certificates.Order(ByteOrder.Instance)] };
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

    private void WriteSignedData(AsnWriter writer)
    {
        writer.WriteInteger(ContentOid == Oids.Data && Signer.Identifier.KeyIdentifier is null ? IssuerVersion : Version);
        using (writer.PushSetOf())
            Signer.Hash.Write(writer);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(ContentOid);
            using (writer.PushSequence(Context0))
                writer.WriteOctetString(Content);
        }
        using (writer.PushSetOf(Context0))
        {
            foreach (byte[] certificate in Certificates)
                writer.WriteEncodedValue(certificate);
        }
        using (writer.PushSetOf())
            Signer.Write(writer);
    }

    private static CmsMessage Parse(byte[] bytes, string contentOid, AsnEncodingRules rules, bool skipsOrder)
    {
        try
        {
            return ParseContentInfo(new AsnReader(bytes, rules, new AsnReaderOptions { SkipSetSortOrderVerification = skipsOrder }), contentOid);
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            throw SignatureCheck.Broken("it is no strictly encoded (DER) CMS message of one signer");
        }
    }

    private static CmsMessage ParseContentInfo(AsnReader outer, string contentOid)
    {
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
        Require(encapsulated.ReadObjectIdentifier() == contentOid);
        byte[] content = encapsulated.ReadSequence(Context0).ReadOctetString();
        var certificates = new List<byte[]>();
        AsnReader certificateSet = data.ReadSetOf(Context0);
        while (certificateSet.HasData)
            certificates.Add(certificateSet.ReadEncodedValue().ToArray());
        AsnReader signers = data.ReadSetOf();
        CmsSignerInfo signer = CmsSignerInfo.Read(signers);
        signers.ThrowIfNotEmpty();
        data.ThrowIfNotEmpty();
        return new CmsMessage(contentOid, content, certificates, signer);
    }

    private static void Require(bool isAsExpected)
    {
        if (!isAsExpected)
            throw SignatureCheck.Broken("it is no CMS message of signed data");
    }
}
