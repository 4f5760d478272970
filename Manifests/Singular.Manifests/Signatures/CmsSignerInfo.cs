using System.Formats.Asn1;

namespace Singular.Manifests;

/// <summary>A CMS SignerInfo (RFC 5652, section 5.3) with signed attributes and an RSA signature.</summary>
/// <param name="Identifier">Names the signer's certificate.</param>
/// <param name="Hash">Hash algorithm of the content and of the signature.</param>
/// <param name="Signed">The signed attributes in DER's order.</param>
/// <param name="Algorithm">Signature algorithm.</param>
/// <param name="Signature">RSA PKCS #1 v1.5 signature of the signed attributes.</param>
/// <param name="Unsigned">The unsigned attributes in DER's order; none where the field is absent.</param>
internal sealed record CmsSignerInfo(
    SignerIdentifier Identifier,
    CmsAlgorithm Hash,
    IReadOnlyList<CmsAttribute> Signed,
    CmsAlgorithm Algorithm,
    byte[] Signature,
    IReadOnlyList<CmsAttribute> Unsigned)
{
    private static readonly Asn1Tag SignedTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag UnsignedTag = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <exception cref="AsnContentException">It is none.</exception>
    public static CmsSignerInfo Read(AsnReader reader)
    {
        AsnReader fields = reader.ReadSequence();
        fields.ReadInteger();
        SignerIdentifier identifier = SignerIdentifier.Read(fields);
        CmsAlgorithm hash = CmsAlgorithm.Read(fields);
        List<CmsAttribute> signed = CmsAttribute.ReadSet(fields.ReadSetOf(SignedTag));
        CmsAlgorithm algorithm = CmsAlgorithm.Read(fields);
        if (Oids.Hash(hash.Oid) is null || (algorithm.Oid != Oids.Rsa && Oids.HashOfRsa(algorithm.Oid) != hash.Oid))
            throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, ZipFormat.SignatureEntry, $"signature algorithm {algorithm.Oid} with hash {hash.Oid}", "sign with RSA and SHA-256 or stronger");
        byte[] signature = fields.ReadOctetString();
        List<CmsAttribute> unsigned = fields.HasData ? CmsAttribute.ReadSet(fields.ReadSetOf(UnsignedTag)) : [];
        fields.ThrowIfNotEmpty();
        return new CmsSignerInfo(identifier, hash, signed, algorithm, signature, unsigned);
    }

    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(Identifier.Version);
            Identifier.Write(writer);
            Hash.Write(writer);
            CmsAttribute.WriteSet(writer, SignedTag, Signed);
            Algorithm.Write(writer);
            writer.WriteOctetString(Signature);
            if (Unsigned.Count > 0)
                CmsAttribute.WriteSet(writer, UnsignedTag, Unsigned);
        }
    }

    /// <summary>The value of a signed attribute; null where it is not there.</summary>
    public byte[]? FindSigned(string oid) => Signed.FirstOrDefault(attribute => attribute.Oid == oid)?.Value;

    /// <summary>The value of an unsigned attribute; null where it is not there.</summary>
    public byte[]? FindUnsigned(string oid) => Unsigned.FirstOrDefault(attribute => attribute.Oid == oid)?.Value;

    /// <summary>This signer with an unsigned attribute more.</summary>
    public CmsSignerInfo WithUnsigned(string oid, byte[] value) => this with { Unsigned = CmsAttribute.InOrder([.. Unsigned, new CmsAttribute(oid, value)]) };
}
