using System.Formats.Asn1;

namespace Singular.Manifests;

/// <summary>An attribute of a signer with its one value in DER.</summary>
internal sealed record CmsAttribute(string Oid, byte[] Value)
{
    /// <summary>Reads a SET OF attributes, each kind once and with one value.</summary>
    public static List<CmsAttribute> ReadSet(AsnReader set)
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
                throw new RefusedException(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, $"the attribute {oid} is there twice", "sign again");
            attributes.Add(new CmsAttribute(oid, value));
        }
        return attributes;
    }

    public static void WriteSet(AsnWriter writer, Asn1Tag tag, IReadOnlyList<CmsAttribute> attributes)
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

    /// <summary>The bytes that a signer signs: the attributes as a SET OF (RFC 5652, section 5.4).</summary>
    public static byte[] EncodeSigned(IReadOnlyList<CmsAttribute> attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        WriteSet(writer, Asn1Tag.SetOf, attributes);
        return writer.Encode();
    }

    /// <summary>In the order of a SET OF in DER: that of the elements' encodings (X.690, section 11.6).</summary>
    public static List<CmsAttribute> InOrder(IEnumerable<CmsAttribute> attributes) =>
        [.. attributes.OrderBy(attribute => EncodeSigned([attribute]), ByteOrder.Instance)];
}
