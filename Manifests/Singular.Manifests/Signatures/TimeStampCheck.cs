using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Checks RFC 3161 time stamps of signatures. Says nothing about whom to trust.</summary>
internal static class TimeStampCheck
{
    /// <summary>The time stamp of a signer; null where it has none.</summary>
    /// <exception cref="RefusedException">It has one that is not good.</exception>
    public static TimeStamp? OfSigner(CmsSignerInfo signer) => signer.FindUnsigned(Oids.TimeStampToken) is { } token ? Check(token, signer.Signature) : null;

    /// <summary>Checks a token in the one form in which it may lie in a signature.</summary>
    /// <param name="token">The CMS message.</param>
    /// <param name="signature">The signature that it stamps.</param>
    public static TimeStamp Check(byte[] token, byte[] signature)
    {
        CmsMessage message = CmsMessage.Read(token, Oids.TimeStampInfo);
        if (message.Signer.Unsigned.Count > 0)
            throw Invalid("it has unsigned attributes");
        try
        {
            TimeStampInfo info = TimeStampInfo.Read(message.Content);
            if (Oids.Hash(info.HashOid) is not { } hash)
                throw new RefusedException(RefusalCode.SignatureAlgorithmRefused, ZipFormat.SignatureEntry, $"the time stamp names the signature by hash algorithm {info.HashOid}", "stamp again with SHA-256 or stronger");
            if (!CryptographicOperations.HashData(hash, signature).AsSpan().SequenceEqual(info.HashedMessage))
                throw Invalid("it stamps another signature");
            IReadOnlyList<X509Certificate2> chain = CheckSigner(message);
            CertificateChain.RequireNoneLeft(message.Certificates, [chain]);
            return new TimeStamp(info.Time.ToUniversalTime(), chain);
        }
        catch (AsnContentException)
        {
            throw Invalid("it cannot be read");
        }
    }

    internal static RefusedException Invalid(string what) =>
        new(RefusalCode.TimeStampInvalid, ZipFormat.SignatureEntry, $"the time stamp does not hold: {what}", "stamp again, or sign without a time stamp");

    // RFC 3161, section 2.4.2: the content type and the digest as in every CMS message, and the authority's certificate named.
    private static IReadOnlyList<X509Certificate2> CheckSigner(CmsMessage message)
    {
        CmsSignerInfo signer = message.Signer;
        if (signer.FindSigned(Oids.ContentType) is not { } type || new AsnReader(type, AsnEncodingRules.DER).ReadObjectIdentifier() != Oids.TimeStampInfo)
            throw Invalid("its signed content type is another one");
        if (signer.FindSigned(Oids.MessageDigest) is not { } digest)
            throw Invalid("its content's hash is not signed");
        if (signer.FindSigned(Oids.SigningCertificateV2) is not { } named)
            throw Invalid("the authority's certificate is not named by SHA-256 or stronger");
        return SignerCheck.Check(signer, message.Content, new AsnReader(digest, AsnEncodingRules.DER).ReadOctetString(), SigningCertificate.Read(named), message.Certificates, CertificatePurpose.TimeStamping);
    }
}
