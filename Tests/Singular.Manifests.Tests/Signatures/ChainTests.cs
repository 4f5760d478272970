using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

public sealed class ChainTests
{
    private static readonly byte[] FromNuGet = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Corpus", "nuget-signed-chain-of-three.nupkg"));

    // When the corpus was made; its certificates are valid for some years from then.
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_chain_that_dotnet_nuget_sign_wrote_is_accepted_under_each_of_its_certificates()
    {
        AuthorSignature signature = SignatureCheck.Check(FromNuGet);
        Assert.Equal(["CN=Acme Signing, O=Acme", "CN=Test Intermediate", "CN=Test Root"],
            signature.Chain.Select(certificate => string.Join(", ", certificate.Subject.Split(", ").Order())));
        Assert.Equal("a", Authorize($"trust {signature.Fingerprint} as a for *", signature).Signer.Name);
        Assert.Equal("a", Authorize($"authority {Fingerprint.Of(signature.Chain[1])} as a for *", signature).Signer.Name);
        Assert.Equal("a", Authorize($"authority {Fingerprint.Of(signature.Chain[2])} as a for *", signature).Signer.Name);
        // An authority's own fingerprint as a signer's trusts nothing that it issued.
        Assert.Equal(RefusalCode.SignerUnknown, Refusal(() => Authorize($"trust {Fingerprint.Of(signature.Chain[2])} as a for *", signature)));
        Assert.Equal(RefusalCode.CertificateRevoked, Refusal(() => Authorize($"trust {signature.Fingerprint} as a for *\nrevoke {Fingerprint.Of(signature.Chain[1])}", signature)));
    }

    [Fact]
    public void No_bit_of_any_certificate_in_the_chain_can_change()
    {
        int step = Environment.GetEnvironmentVariable("SINGULAR_EVERY_BIT") == "1" ? 1 : 19;
        int entry = FromNuGet.AsSpan().IndexOf(".signature.p7s"u8) - 30;
        var accepted = new List<int>();
        for (int bit = entry * 8; bit < FromNuGet.Length * 8; bit += step)
        {
            byte[] damaged = Repaired(FromNuGet, bit);
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
    }

    [Fact]
    public void A_chain_without_its_root_or_with_a_stranger_is_refused()
    {
        using SigningKey issued = Authority.Issue("CN=Author", ca: true);
        using SigningKey other = Authority.Issue("CN=Author", ca: true);
        byte[] leaf = issued.Certificate.RawData;
        Assert.Equal(2, CertificateChain.Order([leaf, issued.Issuers[0].RawData], leaf).Count);
        Assert.Single(CertificateChain.Order([leaf], leaf));
        Assert.Equal(RefusalCode.CertificateInvalid, Refusal(() => CertificateChain.Order([leaf, other.Certificate.RawData], leaf)));
        // Another authority of the same name did not sign it.
        Assert.Equal(RefusalCode.CertificateInvalid, Refusal(() => CertificateChain.Order([leaf, other.Issuers[0].RawData], leaf)));
        Assert.Equal(RefusalCode.CertificateInvalid, Refusal(() => CertificateChain.Order([leaf, issued.Issuers[0].RawData, other.Issuers[0].RawData], leaf)));
    }

    [Fact]
    public void A_name_constraint_of_the_authority_is_kept_to()
    {
        using RSA rootKey = RSA.Create(3072);
        var request = new CertificateRequest("CN=Constrained", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        // NameConstraints { permittedSubtrees { directoryName CN=Other } } (RFC 5280, section 4.2.1.10).
        request.CertificateExtensions.Add(new X509Extension("2.5.29.30", Convert.FromHexString("3018A0163014A4123010310E300C060355040313054F74686572"), critical: true));
        using X509Certificate2 root = request.CreateSelfSigned(Then.AddYears(-1), Then.AddYears(5));
        using SigningKey key = Authority.IssueFrom(root, rootKey, "CN=Author");
        AuthorSignature signature = SignatureCheck.Check(Samples.SignedClock(key: key));
        var refused = Assert.Throws<RefusedException>(() => TrustStore.Parse($"authority {Fingerprint.Of(root)} as ca for *", "trust").Authorize(signature, "Acme.Clock", DateTimeOffset.UtcNow, "a"));
        Assert.Equal(RefusalCode.CertificateInvalid, refused.Code);
        Assert.Contains("NameConstraint", refused.Message);
    }

    // Flips a bit and, where it lies in the signature, mends the entry's checksum, so that the zip's form hides nothing.
    private static byte[] Repaired(byte[] package, int bit)
    {
        int entry = package.AsSpan().IndexOf(".signature.p7s"u8) - 30;
        int data = entry + 30 + ".signature.p7s".Length;
        int length = BitConverter.ToInt32(package, entry + 18);
        byte[] damaged = (byte[])package.Clone();
        damaged[bit / 8] ^= (byte)(1 << (bit % 8));
        if (bit / 8 < data || bit / 8 >= data + length)
            return damaged;
        return SignatureEnvelope.Join(SignatureEnvelope.Split(package).Unsigned, damaged[data..(data + length)], BitConverter.ToUInt32(package, entry + 10));
    }

    private static SignerAuthorization Authorize(string trust, AuthorSignature signature) => TrustStore.Parse(trust, "trust").Authorize(signature, "CmosClock", Then, "a");

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
