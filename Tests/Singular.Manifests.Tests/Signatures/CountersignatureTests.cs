using System.Security.Cryptography.Pkcs;

namespace Singular.Manifests.Tests;

public sealed class CountersignatureTests
{
    private static readonly Uri Index = new("https://example.org/v3/index.json");
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly byte[] Signed = Samples.SignedClock();
    private static readonly byte[] Countersigned = PackageSigner.Countersign(Signed, Samples.OtherKey, Index, ["acme", "Ümlaut"], TimeProvider.System);

    [Fact]
    public void A_countersigned_package_says_who_vouches_for_it()
    {
        AuthorSignature signature = SignatureCheck.Check(Countersigned);
        Assert.Equal(Samples.Key.Fingerprint, signature.Fingerprint);
        Assert.Equal(Samples.OtherKey.Fingerprint, signature.Countersignature!.Fingerprint);
        Assert.Equal((Index.ToString(), "acme,Ümlaut"), (signature.Countersignature.ServiceIndex, string.Join(',', signature.Countersignature.Owners)));
        Assert.True(PackageReader.Read(Countersigned).IsSigned);
        Assert.Equal(RefusalCode.CountersignaturePresent, Refusal(() => PackageSigner.Countersign(Countersigned, Samples.Key, Index, [], TimeProvider.System)));
    }

    [Fact]
    public void The_platforms_own_reader_of_CMS_accepts_it()
    {
        var cms = new SignedCms();
        cms.Decode(Zip.Entries(Countersigned)[^1].Content);
        cms.CheckSignature(verifySignatureOnly: true);
        SignerInfo repository = Assert.Single(cms.SignerInfos[0].CounterSignerInfos.Cast<SignerInfo>());
        repository.CheckSignature(verifySignatureOnly: true);
    }

    [Fact]
    public void It_counts_where_the_repository_is_trusted_for_the_package_and_nowhere_else()
    {
        string author = $"trust {Samples.Key.Fingerprint} as author for *\n";
        Assert.Equal("shop", Countersigner($"{author}repository {Samples.OtherKey.Fingerprint} as shop for Acme.*\n"));
        Assert.Equal("", Countersigner($"{author}repository {Samples.OtherKey.Fingerprint} as shop for Other.*\n"));
        Assert.Equal("", Countersigner(author));
        // Trusted to sign is not trusted to vouch.
        Assert.Equal("", Countersigner($"{author}trust {Samples.OtherKey.Fingerprint} as shop for *\n"));
        // And to vouch is not to sign.
        Assert.Equal(RefusalCode.SignerUnknown, Refusal(() => Countersigner($"repository {Samples.Key.Fingerprint} as shop for *\n")));
        Assert.Equal(RefusalCode.CertificateRevoked, Refusal(() => Countersigner($"{author}revoke {Samples.OtherKey.Fingerprint} closed\n")));
    }

    [Fact]
    public void One_taken_from_another_package_does_not_hold()
    {
        CmsMessage other = CmsMessage.Read(SignatureEnvelope.Split(PackageSigner.Countersign(Samples.SignedClock(version: "1.0.1"), Samples.OtherKey, Index, [], TimeProvider.System)).Signature!, Oids.Data);
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(Countersigned);
        CmsMessage message = CmsMessage.Read(der!, Oids.Data);
        message = message with { Signer = message.Signer with { Unsigned = other.Signer.Unsigned } };
        Assert.Equal(RefusalCode.SignatureBroken, Refusal(() => SignatureCheck.Check(SignatureEnvelope.Join(unsigned, message.Write(), 0x0021_0000))));
    }

    [Fact]
    public void Taking_it_away_without_its_certificate_leaves_one_over()
    {
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(Countersigned);
        CmsMessage message = CmsMessage.Read(der!, Oids.Data);
        message = message with { Signer = message.Signer with { Unsigned = [] } };
        Assert.Equal(RefusalCode.CertificateInvalid, Refusal(() => SignatureCheck.Check(SignatureEnvelope.Join(unsigned, message.Write(), 0x0021_0000))));
        message = message with { Certificates = [Samples.Key.Certificate.RawData] };
        Assert.Equal(Signed, SignatureEnvelope.Join(unsigned, message.Write(), 0x0021_0000));
    }

    [Fact]
    public void A_repository_that_is_also_the_author_is_one_certificate()
    {
        byte[] own = PackageSigner.Countersign(Signed, Samples.Key, Index, [], TimeProvider.System);
        Assert.Equal(Samples.Key.Fingerprint, SignatureCheck.Check(own).Countersignature!.Fingerprint);
    }

    private static string Countersigner(string trust) =>
        TrustStore.Parse(trust, "trust").Authorize(SignatureCheck.Check(Countersigned), "Acme.Clock", Now, "a").Countersigner;

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
