namespace Singular.Manifests.Tests;

public sealed class TimeStampTests(TimeStampTests.Stamps stamps) : IClassFixture<TimeStampTests.Stamps>
{
    /// <summary>One authority and one stamped package for all tests of the class.</summary>
    public sealed class Stamps : IDisposable
    {
        internal OpenSslAuthority Authority { get; } = new();

        public byte[] Signed { get; }

        public Stamps() => Signed = PackageSigner.Sign(Samples.Pack(DriverAssembly.Clock()), Samples.Key, TimeProvider.System, new TimeStamper(Authority, []));

        public void Dispose() => Authority.Dispose();
    }

    private string Trust => $"trust {Samples.Key.Fingerprint} as acme for *\nstamp {Fingerprint.Of(stamps.Authority.Root)} as clock\n";

    [Fact]
    public void A_stamp_by_openssl_is_read_and_its_whole_chain_is_carried()
    {
        AuthorSignature signature = SignatureCheck.Check(stamps.Signed);
        Assert.Equal(2, signature.Stamp!.Chain.Count);
        Assert.Equal(stamps.Authority.Root, signature.Stamp.Chain[1]);
        Assert.True(DateTimeOffset.UtcNow - signature.Stamp.Time < TimeSpan.FromHours(1));
    }

    [Fact]
    public void Validity_is_judged_at_a_trusted_stamp_and_at_installing_otherwise()
    {
        AuthorSignature signature = SignatureCheck.Check(stamps.Signed);
        DateTimeOffset later = DateTimeOffset.UtcNow.AddYears(20);
        SignerAuthorization found = TrustStore.Parse(Trust, "trust").Authorize(signature, "Acme.Clock", later, "a");
        Assert.Equal(("clock", signature.Stamp!.Time.ToUnixTimeSeconds()), (found.StampedBy, found.ValidAt.ToUnixTimeSeconds()));

        // The same stamp by an authority that nobody trusts counts for nothing.
        string without = Trust.Split('\n')[0];
        Assert.Equal(RefusalCode.CertificateExpired, Refusal(without, signature, later));
        SignerAuthorization now = TrustStore.Parse(without, "trust").Authorize(signature, "Acme.Clock", DateTimeOffset.UtcNow, "a");
        Assert.Equal("", now.StampedBy);
        Assert.Contains("does not count", Assert.Single(now.Notes));
    }

    [Fact]
    public void A_stamp_from_the_future_or_of_a_revoked_authority_is_refused()
    {
        AuthorSignature signature = SignatureCheck.Check(stamps.Signed);
        Assert.Equal(RefusalCode.TimeStampInvalid, Refusal(Trust, signature, DateTimeOffset.UtcNow.AddHours(-2)));
        Assert.Equal(RefusalCode.CertificateRevoked, Refusal($"{Trust}revoke {signature.Stamp!.Fingerprint} gone\n", signature, DateTimeOffset.UtcNow));
        Assert.Equal("clock", TrustStore.Parse(Trust.Replace(Fingerprint.Of(stamps.Authority.Root).ToString(), signature.Stamp.Fingerprint.ToString()), "trust")
            .Authorize(signature, "Acme.Clock", DateTimeOffset.UtcNow, "a").StampedBy);
    }

    [Fact]
    public void A_stamp_of_another_signature_does_not_hold()
    {
        byte[] other = PackageSigner.Sign(Samples.Pack(DriverAssembly.Clock(version: "1.0.1")), Samples.Key, TimeProvider.System);
        CmsMessage stamped = CmsMessage.Read(SignatureEnvelope.Split(stamps.Signed).Signature!, Oids.Data);
        (byte[] unsigned, byte[]? der) = SignatureEnvelope.Split(other);
        CmsMessage message = CmsMessage.Read(der!, Oids.Data);
        message = message with { Signer = message.Signer with { Unsigned = stamped.Signer.Unsigned } };
        Assert.Equal(RefusalCode.TimeStampInvalid, Assert.Throws<RefusedException>(() => SignatureCheck.Check(SignatureEnvelope.Join(unsigned, message.Write(), 0x0021_0000))).Code);
    }

    [Fact]
    public void An_authority_whose_certificate_is_for_something_else_cannot_stamp()
    {
        using var authority = new OpenSslAuthority("codeSigning,timeStamping");
        var refused = Assert.Throws<RefusedException>(() => PackageSigner.Sign(Samples.Pack(DriverAssembly.Clock()), Samples.Key, TimeProvider.System, new TimeStamper(new Tolerant(authority), [])));
        Assert.True(refused.Code is RefusalCode.CertificateUsageRefused or RefusalCode.TimeStampUnavailable, refused.Message);
    }

    [Fact]
    public void An_answer_to_another_request_or_none_is_refused()
    {
        byte[] package = Samples.Pack(DriverAssembly.Clock());
        Assert.Equal(RefusalCode.TimeStampInvalid, Assert.Throws<RefusedException>(() =>
            PackageSigner.Sign(package, Samples.Key, TimeProvider.System, new TimeStamper(new Replay(stamps.Authority), []))).Code);
        Assert.Equal(RefusalCode.TimeStampUnavailable, Assert.Throws<RefusedException>(() =>
            PackageSigner.Sign(package, Samples.Key, TimeProvider.System, new TimeStamper(new HttpTimeStampAuthority(new Uri("http://127.0.0.1:9/")), []))).Code);
    }

    /// <summary>Every single bit of the signature with SINGULAR_EVERY_BIT=1, a sample of them otherwise.</summary>
    [Fact]
    public void Every_flipped_bit_of_a_stamped_and_countersigned_signature_is_refused()
    {
        byte[] package = PackageSigner.Countersign(stamps.Signed, Samples.OtherKey, new Uri("https://example.org/v3/index.json"), ["acme"], TimeProvider.System, new TimeStamper(stamps.Authority, []));
        int entry = package.AsSpan().IndexOf(".signature.p7s"u8) - 30;
        int data = entry + 44;
        int length = BitConverter.ToInt32(package, entry + 18);
        byte[] unsigned = SignatureEnvelope.Split(package).Unsigned;
        int step = Environment.GetEnvironmentVariable("SINGULAR_EVERY_BIT") == "1" ? 1 : 61;
        var accepted = new List<int>();
        for (int bit = 0; bit < length * 8; bit += step)
        {
            byte[] signature = package[data..(data + length)];
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                SignatureCheck.Check(SignatureEnvelope.Join(unsigned, signature, BitConverter.ToUInt32(package, entry + 10)));
                accepted.Add(bit);
            }
            catch (RefusedException)
            {
                // What must happen for each of them.
            }
        }
        Assert.Empty(accepted);
    }

    private static RefusalCode Refusal(string trust, AuthorSignature signature, DateTimeOffset moment) =>
        Assert.Throws<RefusedException>(() => TrustStore.Parse(trust, "trust").Authorize(signature, "Acme.Clock", moment, "a")).Code;

    /// <summary>Passes on what openssl says; it refuses by itself to stamp with such a certificate, which then is the answer.</summary>
    private sealed class Tolerant(OpenSslAuthority authority) : ITimeStampAuthority
    {
        public string Name => authority.Name;

        public byte[] Ask(byte[] request)
        {
            try
            {
                return authority.Ask(request);
            }
            catch (Xunit.Sdk.XunitException)
            {
                return [];
            }
        }
    }

    /// <summary>Answers with a stamp of the same imprint under another nonce.</summary>
    private sealed class Replay(OpenSslAuthority authority) : ITimeStampAuthority
    {
        public string Name => authority.Name;

        public byte[] Ask(byte[] request)
        {
            byte[] other = (byte[])request.Clone();
            // The nonce is the last integer, before the three bytes of certReq.
            other[^4] ^= 1;
            return authority.Ask(other);
        }
    }
}
