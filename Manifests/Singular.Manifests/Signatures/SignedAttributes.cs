using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>The signed attributes that an author's signature and a repository's countersignature have in common.</summary>
internal sealed record SignedAttributes(byte[] MessageDigest, DateTimeOffset SigningTime, SigningCertificate Certificate)
{
    private static readonly string[] Author = [Oids.ContentType, Oids.MessageDigest, Oids.SigningTime, Oids.CommitmentType, Oids.SigningCertificateV2];

    // A countersignature has no content type (RFC 5652, section 11.4).
    private static readonly string[] Repository = [Oids.MessageDigest, Oids.SigningTime, Oids.CommitmentType, Oids.SigningCertificateV2, Oids.NuGetServiceIndex];

    /// <exception cref="RefusedException"><c>SignatureAttributeRefused</c>.</exception>
    public static SignedAttributes ReadAuthor(CmsSignerInfo signer)
    {
        RequireExactly(signer, Author, "the signed attributes are not content type, message digest, signing time, commitment type and signing certificate v2");
        return Guard(() =>
        {
            if (Value(signer, Oids.ContentType).ReadObjectIdentifier() != Oids.Data)
                throw Refused("the content type is not data");
            return Read(signer, Oids.ProofOfOrigin, "the commitment is not proof of origin, so this is no author's signature");
        });
    }

    /// <exception cref="RefusedException"><c>SignatureAttributeRefused</c>.</exception>
    public static SignedAttributes ReadRepository(CmsSignerInfo signer)
    {
        string[] expected = signer.FindSigned(Oids.NuGetPackageOwners) is null ? Repository : [.. Repository, Oids.NuGetPackageOwners];
        RequireExactly(signer, expected, "the countersignature's signed attributes are not message digest, signing time, commitment type, signing certificate v2, the repository's index and its owners");
        return Guard(() => Read(signer, Oids.ProofOfReceipt, "the countersignature's commitment is not proof of receipt, so this is no repository's"));
    }

    /// <summary>Makes an author's attributes in DER's order.</summary>
    public static List<CmsAttribute> MakeAuthor(byte[] content, string hashOid, DateTimeOffset time, byte[] certificate) => CmsAttribute.InOrder(
    [
        new(Oids.ContentType, Encode(writer => writer.WriteObjectIdentifier(Oids.Data))),
        .. Make(content, hashOid, time, certificate, Oids.ProofOfOrigin),
    ]);

    /// <summary>Makes a repository's attributes in DER's order.</summary>
    public static List<CmsAttribute> MakeRepository(byte[] content, string hashOid, DateTimeOffset time, byte[] certificate, IEnumerable<CmsAttribute> repository) =>
        CmsAttribute.InOrder([.. Make(content, hashOid, time, certificate, Oids.ProofOfReceipt), .. repository]);

    internal static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    private static SignedAttributes Read(CmsSignerInfo signer, string commitmentOid, string otherCommitment)
    {
        AsnReader commitment = Value(signer, Oids.CommitmentType).ReadSequence();
        if (commitment.ReadObjectIdentifier() != commitmentOid || commitment.HasData)
            throw Refused(otherCommitment);
        SigningCertificate certificate = SigningCertificate.Read(signer.FindSigned(Oids.SigningCertificateV2)!);
        if (certificate.Count != 1)
            throw Refused("several certificates are named, where only the signer's is");
        if (certificate.HashOid != signer.Hash.Oid)
            throw Refused("the certificate is named by another hash than the message's");
        return new SignedAttributes(Value(signer, Oids.MessageDigest).ReadOctetString(), ReadTime(Value(signer, Oids.SigningTime)), certificate);
    }

    private static IEnumerable<CmsAttribute> Make(byte[] content, string hashOid, DateTimeOffset time, byte[] certificate, string commitmentOid) =>
    [
        new(Oids.MessageDigest, Encode(writer => writer.WriteOctetString(CryptographicOperations.HashData(Oids.Hash(hashOid)!.Value, content)))),
        new(Oids.SigningTime, Encode(writer => WriteTime(writer, time))),
        new(Oids.CommitmentType, Encode(writer => WriteCommitment(writer, commitmentOid))),
        new(Oids.SigningCertificateV2, Encode(writer => SigningCertificate.Write(writer, hashOid, certificate))),
    ];

    private static void RequireExactly(CmsSignerInfo signer, string[] expected, string otherwise)
    {
        string[] found = [.. signer.Signed.Select(attribute => attribute.Oid)];
        if (found.Length != expected.Length || expected.Except(found).Any())
            throw Refused(otherwise);
    }

    private static SignedAttributes Guard(Func<SignedAttributes> read)
    {
        try
        {
            return read();
        }
        catch (AsnContentException)
        {
            throw Refused("a signed attribute cannot be read");
        }
    }

    private static AsnReader Value(CmsSignerInfo signer, string oid) => new(signer.FindSigned(oid)!, AsnEncodingRules.DER);

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

    private static void WriteCommitment(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(oid);
    }

    private static RefusedException Refused(string what) =>
        new(RefusalCode.SignatureAttributeRefused, ZipFormat.SignatureEntry, what, "sign with singular sign or dotnet nuget sign");
}
