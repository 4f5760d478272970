using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

public sealed class SignatureTests
{
    private static readonly byte[] Signed = Samples.SignedClock();

    [Fact]
    public void A_signed_package_checks_and_reads()
    {
        AuthorSignature signature = SignatureCheck.Check(Signed);
        Assert.Equal(Samples.Key.Fingerprint, signature.Fingerprint);
        Assert.True(DateTimeOffset.UtcNow - signature.SigningTime < TimeSpan.FromHours(1));
        Assert.True(PackageReader.Read(Signed).IsSigned);
    }

    [Fact]
    public void The_platforms_own_reader_of_CMS_accepts_our_signature()
    {
        var cms = new SignedCms();
        cms.Decode(Zip.Entries(Signed)[^1].Content);
        cms.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(5, cms.SignerInfos[0].SignedAttributes.Count);
    }

    /// <summary>Every single bit with SINGULAR_EVERY_BIT=1; otherwise every bit of the signature's headers and a sample of the
    /// rest that moves through the eight bits of a byte.</summary>
    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        bool isEveryBit = Environment.GetEnvironmentVariable("SINGULAR_EVERY_BIT") == "1";
        int signature = Signed.AsSpan().IndexOf(".signature.p7s"u8) - 30;
        int step = isEveryBit ? 1 : 11;
        var accepted = new List<int>();
        int tried = 0;
        for (int bit = 0; bit < Signed.Length * 8; bit++)
        {
            bool isHeader = bit / 8 >= signature && bit / 8 < signature + 44 || bit / 8 >= Signed.Length - 22 - 60;
            if (!isHeader && bit % step != 0)
                continue;
            tried++;
            byte[] damaged = (byte[])Signed.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                SignatureCheck.Check(damaged);
                accepted.Add(bit);
            }
            catch (RefusedException)
            {
                // What must happen for each of them.
            }
        }
        Assert.Empty(accepted);
        Assert.True(tried >= Signed.Length * 8 / step);
    }

    [Fact]
    public void Every_shorter_file_is_refused()
    {
        for (int length = 0; length < Signed.Length; length++)
        {
            byte[] cut = Signed[..length];
            Assert.Throws<RefusedException>(() => SignatureCheck.Check(cut));
        }
    }

    [Fact]
    public void An_unsigned_package_and_a_second_signature_are_refused()
    {
        byte[] unsigned = Samples.Pack(DriverAssembly.Clock());
        Assert.Equal(RefusalCode.SignatureMissing, Refusal(() => SignatureCheck.Check(unsigned)));
        Assert.Equal(RefusalCode.SignaturePresent, Refusal(() => PackageSigner.Sign(Signed, Samples.Key, TimeProvider.System)));
    }

    [Fact]
    public void A_signature_of_another_package_is_refused()
    {
        byte[] other = Samples.SignedClock(version: "1.0.1");
        byte[] swapped = WithSignature(SignatureOf(other));
        Assert.Equal(RefusalCode.SignatureBroken, Refusal(() => SignatureCheck.Check(swapped)));
    }

    [Theory]
    [InlineData("key of 2048 bits", RefusalCode.KeyTooWeak)]
    [InlineData("no code signing", RefusalCode.CertificateUsageRefused)]
    [InlineData("no digital signature", RefusalCode.CertificateUsageRefused)]
    [InlineData("lifetime signing", RefusalCode.CertificateUsageRefused)]
    [InlineData("SHA-1 certificate", RefusalCode.SignatureAlgorithmRefused)]
    [InlineData("elliptic curve", RefusalCode.SignatureAlgorithmRefused)]
    [InlineData("expired", RefusalCode.CertificateExpired)]
    [InlineData("not yet valid", RefusalCode.CertificateNotYetValid)]
    public void A_key_that_must_not_sign_does_not(string what, RefusalCode expected)
    {
        using var key = new SigningKey("bad", Certificates.Bad(what), []);
        Assert.Equal(expected, Refusal(() => PackageSigner.Sign(Samples.Pack(DriverAssembly.Clock()), key, TimeProvider.System)));
    }

    [Theory]
    [InlineData("key of 2048 bits", RefusalCode.KeyTooWeak)]
    [InlineData("no code signing", RefusalCode.CertificateUsageRefused)]
    [InlineData("SHA-1 certificate", RefusalCode.SignatureAlgorithmRefused)]
    public void A_signature_that_such_a_key_made_elsewhere_is_refused(string what, RefusalCode expected)
    {
        X509Certificate2 certificate = Certificates.Bad(what);
        byte[] signed = WithSignature(ForeignSigner.Sign(Samples.Pack(DriverAssembly.Clock()), certificate));
        Assert.Equal(expected, Refusal(() => SignatureCheck.Check(signed)));
    }

    [Fact]
    public void What_another_writer_of_CMS_makes_in_the_same_form_is_accepted() =>
        Assert.Equal(Samples.Key.Fingerprint, SignatureCheck.Check(WithSignature(ForeignSigner.Sign(Samples.Pack(DriverAssembly.Clock()), Samples.Key.Certificate))).Fingerprint);

    [Theory]
    [InlineData("no commitment", RefusalCode.SignatureAttributeRefused)]
    [InlineData("extra attribute", RefusalCode.SignatureAttributeRefused)]
    [InlineData("receipt commitment", RefusalCode.SignatureAttributeRefused)]
    [InlineData("extra certificate", RefusalCode.CertificateInvalid)]
    [InlineData("SHA-1", RefusalCode.SignatureAlgorithmRefused)]
    [InlineData("unsigned attribute", RefusalCode.SignatureAttributeRefused)]
    [InlineData("two signers", RefusalCode.SignatureBroken)]
    public void A_message_of_another_shape_is_refused(string what, RefusalCode expected)
    {
        byte[] signed = WithSignature(ForeignSigner.Sign(Samples.Pack(DriverAssembly.Clock()), Samples.Key.Certificate, what));
        Assert.Equal(expected, Refusal(() => SignatureCheck.Check(signed)));
    }

    [Fact]
    public void A_message_that_is_not_in_DER_is_refused()
    {
        byte[] der = SignatureOf(Signed);
        // The outer length written with one byte more than needed, which BER allows.
        byte[] longer = [der[0], 0x83, 0, .. der[2..]];
        Assert.Equal(RefusalCode.SignatureBroken, Refusal(() => SignatureCheck.Check(WithSignature(longer))));
        byte[] trailing = [.. der, 0];
        Assert.Equal(RefusalCode.SignatureBroken, Refusal(() => SignatureCheck.Check(WithSignature(trailing))));
    }

    [Fact]
    public void Random_damage_to_a_message_never_does_anything_but_refuse()
    {
        byte[] der = SignatureOf(Signed);
        var random = new Random(20261123);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] damaged = (byte[])der.Clone();
            for (int j = random.Next(1, 4); j > 0; j--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (!damaged.AsSpan().SequenceEqual(der))
                Assert.Throws<RefusedException>(() => SignatureCheck.Check(WithSignature(damaged)));
        }
    }

    [Fact]
    public void Signing_depends_on_nothing_but_package_key_and_time()
    {
        var clock = new FixedClock(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        byte[] package = Samples.Pack(DriverAssembly.Clock());
        byte[] signed = PackageSigner.Sign(package, Samples.Key, clock);
        Assert.Equal(signed, PackageSigner.Sign(package, Samples.Key, clock));
        Assert.Equal(clock.GetUtcNow(), SignatureCheck.Check(signed).SigningTime);
    }

    private static byte[] SignatureOf(byte[] package) => Zip.Entries(package)[^1].Content;

    private static byte[] WithSignature(byte[] signature) => SignatureEnvelope.Join(Samples.Pack(DriverAssembly.Clock()), signature, 0x0021_0000);

    private static RefusalCode Refusal(Action action) => Assert.Throws<RefusedException>(action).Code;
}
