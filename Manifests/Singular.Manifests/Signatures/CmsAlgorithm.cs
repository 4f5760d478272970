using System.Formats.Asn1;

namespace Singular.Manifests;

/// <summary>An algorithm of a CMS message. Its parameters are absent or NULL; RFC 5754, section 2, wants readers to take
/// both, so which of them it is belongs to the message.</summary>
internal readonly record struct CmsAlgorithm(string Oid, bool HasNullParameters = false)
{
    public static CmsAlgorithm Read(AsnReader reader)
    {
        AsnReader fields = reader.ReadSequence();
        string oid = fields.ReadObjectIdentifier();
        bool hasNull = fields.HasData;
        if (hasNull)
            fields.ReadNull();
        fields.ThrowIfNotEmpty();
        return new CmsAlgorithm(oid, hasNull);
    }

    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            if (HasNullParameters)
                writer.WriteNull();
        }
    }
}
