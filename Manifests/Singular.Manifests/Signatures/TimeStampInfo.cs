using System.Formats.Asn1;

namespace Singular.Manifests;

/// <summary>What counts of a time stamp's content: TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber,
/// genTime, accuracy, ordering, nonce, tsa, extensions }, all from accuracy on optional (RFC 3161, section 2.4.2).</summary>
internal sealed record TimeStampInfo(string HashOid, byte[] HashedMessage, DateTimeOffset Time, ReadOnlyMemory<byte>? Nonce)
{
    /// <exception cref="AsnContentException">It is none.</exception>
    public static TimeStampInfo Read(byte[] content)
    {
        var outer = new AsnReader(content, AsnEncodingRules.DER);
        AsnReader fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (fields.ReadInteger() != 1)
            throw new AsnContentException("version");
        fields.ReadObjectIdentifier();
        AsnReader imprint = fields.ReadSequence();
        string hash = CmsAlgorithm.Read(imprint).Oid;
        byte[] hashed = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        fields.ReadIntegerBytes();
        DateTimeOffset time = fields.ReadGeneralizedTime();
        ReadOnlyMemory<byte>? nonce = null;
        while (fields.HasData)
        {
            if (fields.PeekTag() == Asn1Tag.Integer)
                nonce = fields.ReadIntegerBytes();
            else
                fields.ReadEncodedValue();
        }
        return new TimeStampInfo(hash, hashed, time, nonce);
    }
}
