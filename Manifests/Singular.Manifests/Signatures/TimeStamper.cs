using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Has signatures stamped: asks an authority and writes its answer in the one form that signatures may carry.</summary>
/// <param name="authority">Whom to ask.</param>
/// <param name="certificates">Certificates above the authority's own that its answer may lack; a stamp carries the whole
/// chain.</param>
public sealed class TimeStamper(ITimeStampAuthority authority, IReadOnlyList<X509Certificate2> certificates)
{
    private const int NonceBytes = 16;

    /// <summary>Stamps a signature.</summary>
    /// <returns>The time-stamp token.</returns>
    /// <exception cref="RefusedException"><c>TimeStampUnavailable</c>, <c>TimeStampInvalid</c>, or why the authority's
    /// certificate cannot be used.</exception>
    internal byte[] Stamp(byte[] signature)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        // A positive integer without a leading zero byte, so that it comes back as it went.
        nonce[0] = (byte)(nonce[0] & 0x3F | 0x40);
        byte[] response = authority.Ask(Request(signature, nonce));
        CmsMessage message = CmsMessage.ReadForeign(Token(response), Oids.TimeStampInfo);
        if (TimeStampInfo.Read(message.Content).Nonce is not { } returned || !returned.Span.SequenceEqual(nonce))
            throw TimeStampCheck.Invalid($"the answer of {authority.Name} is not to this request");
        byte[] token = Completed(message).Write();
        TimeStampCheck.Check(token, signature);
        return token;
    }

    /// <summary>This signer with a time stamp of its signature.</summary>
    internal CmsSignerInfo Stamped(CmsSignerInfo signer) => signer.WithUnsigned(Oids.TimeStampToken, Stamp(signer.Signature));

    // The chain from the authority's certificate upwards, of those that came and those that were given, and nothing else.
    private CmsMessage Completed(CmsMessage message)
    {
        SigningCertificate named = message.Signer.FindSigned(Oids.SigningCertificateV2) is { } value
            ? SigningCertificate.Read(value)
            : throw TimeStampCheck.Invalid("the authority's certificate is not named by SHA-256 or stronger");
        List<byte[]> all = [.. message.Certificates];
        foreach (X509Certificate2 certificate in certificates)
        {
            if (!all.Any(other => other.AsSpan().SequenceEqual(certificate.RawData)))
                all.Add(certificate.RawData);
        }
        byte[] own = all.FirstOrDefault(named.Names)
            ?? throw TimeStampCheck.Invalid("the answer lacks the authority's certificate");
        List<X509Certificate2> chain = CertificateChain.From(all, own);
        return message with { Certificates = [.. chain.Select(certificate => certificate.RawData).Order(ByteOrder.Instance)] };
    }

    // RFC 3161, section 2.4.1: TimeStampReq ::= SEQUENCE { version, messageImprint, reqPolicy, nonce, certReq }.
    private static byte[] Request(byte[] signature, byte[] nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                new CmsAlgorithm(Oids.Sha256, HasNullParameters: true).Write(writer);
                writer.WriteOctetString(SHA256.HashData(signature));
            }
            writer.WriteInteger(nonce);
            writer.WriteBoolean(true);
        }
        return writer.Encode();
    }

    // RFC 3161, section 2.4.2: TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken OPTIONAL }; status 0 is
    // granted, 1 granted with modifications.
    private byte[] Token(byte[] response)
    {
        try
        {
            AsnReader fields = new AsnReader(response, AsnEncodingRules.BER).ReadSequence();
            AsnReader status = fields.ReadSequence();
            if (!status.TryReadInt32(out int value) || value is not (0 or 1) || !fields.HasData)
                throw new RefusedException(RefusalCode.TimeStampUnavailable, authority.Name, $"the authority refused to stamp, with status {value}", "ask another");
            return fields.ReadEncodedValue().ToArray();
        }
        catch (AsnContentException)
        {
            throw new RefusedException(RefusalCode.TimeStampUnavailable, authority.Name, "the answer is no RFC 3161 response", "check the address");
        }
    }
}
