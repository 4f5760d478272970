namespace Singular.Manifests.Tests;

public sealed class TrustStoreTests
{
    private const string One = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
    private static readonly AuthorSignature Signature = SignatureCheck.Check(Samples.SignedClock());
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public void A_trusted_signer_is_found_by_fingerprint_within_its_scope()
    {
        TrustStore trust = Trust($"# comment\n\ntrust {Samples.Key.Fingerprint} as acme for Contoso.*,Acme.*  # both\n");
        Assert.Equal("acme", trust.Authorize(Signature, "Acme.Clock", Now, "a.nupkg").Signer.Name);
    }

    [Fact]
    public void An_unknown_signer_gets_the_command_that_would_trust_it()
    {
        var refused = Assert.Throws<RefusedException>(() => Trust("").Authorize(Signature, "Acme.Clock", Now, "some/a.nupkg"));
        Assert.Equal(RefusalCode.SignerUnknown, refused.Code);
        Assert.Contains(Samples.Key.Fingerprint.ToString(), refused.Message);
        Assert.EndsWith("singular trust add --from some/a.nupkg --as author.", refused.Message);
        refused = Assert.Throws<RefusedException>(() => Trust("").Authorize(Signature, "Acme.Clock", Now, "it's $(here).nupkg"));
        Assert.EndsWith("--from 'it'\\''s $(here).nupkg' --as author.", refused.Message);
    }

    [Fact]
    public void Out_of_scope_revoked_and_out_of_time_have_codes_of_their_own()
    {
        string line = $"trust {Samples.Key.Fingerprint} as acme for Acme.*\n";
        Assert.Equal(RefusalCode.SignerOutOfScope, Refusal(line, "Other.Clock", Now));
        Assert.Equal(RefusalCode.CertificateRevoked, Refusal($"{line}revoke {Samples.Key.Fingerprint} key lost\n", "Acme.Clock", Now));
        Assert.Equal(RefusalCode.CertificateExpired, Refusal(line, "Acme.Clock", Now.AddYears(11)));
        Assert.Equal(RefusalCode.CertificateNotYetValid, Refusal(line, "Acme.Clock", Now.AddYears(-1)));
    }

    [Fact]
    public void A_scope_does_not_match_in_the_middle_of_a_name()
    {
        Assert.Equal(RefusalCode.SignerOutOfScope, Refusal($"trust {Samples.Key.Fingerprint} as acme for Acme\n", "Acme.Clock", Now));
        Assert.Equal(RefusalCode.SignerOutOfScope, Refusal($"trust {Samples.Key.Fingerprint} as acme for *.Acme\n", "Acme.Clock", Now));
        Assert.Equal(RefusalCode.SignerOutOfScope, Refusal($"trust {Samples.Key.Fingerprint} as acme for acme.*\n", "Acme.Clock", Now));
    }

    [Fact]
    public void Changes_keep_comments_and_replace_the_entry_of_the_same_certificate()
    {
        TrustStore trust = Trust("# mine\ntrust " + One + " as old for *\n");
        Assert.True(Fingerprint.TryParse(One, out Fingerprint print));
        Assert.True(NamePattern.TryParse("Acme.*", out NamePattern scope));
        trust = trust.Add(new TrustedSigner(print, "new", [scope], TrustRole.Signer));
        Assert.Equal($"# mine\ntrust {One} as new for Acme.*\n", trust.Text);
        trust = trust.Revoke(print, "stolen \u001b[1m twice");
        Assert.Equal("stolen \\u{1B}[1m twice", trust.Revoked[print]);
        Assert.Equal($"# mine\nrevoke {One} stolen \\u{{1B}}[1m twice\n", trust.Remove(print).Text);
    }

    [Theory]
    [InlineData("tust x", ":1:1")]
    [InlineData("trust", ":1:6")]
    [InlineData("  trust 0011 as a for *", ":1:9")]
    [InlineData("# c\ntrust " + One + " as a", ":2:1")]
    [InlineData("trust " + One + " as ../a for *", ":1:75")]
    [InlineData("trust " + One + " as a for a,,b", ":1:81")]
    [InlineData("trust " + One + " as a for *\ntrust " + One + " as b for *", ":2:1")]
    public void An_error_names_line_and_column(string text, string place)
    {
        var refused = Assert.Throws<RefusedException>(() => TrustStore.Parse(text, "trust"));
        Assert.Equal(RefusalCode.TrustInvalid, refused.Code);
        Assert.Equal("trust" + place, refused.Refusals[0].Where);
    }

    [Fact]
    public void Damage_to_the_file_never_does_anything_but_refuse_or_parse()
    {
        string text = $"# comment\ntrust {One} as acme for Acme.*,B\nrevoke {One} because\n";
        Mutation.OfText(text, damaged => TrustStore.Parse(damaged, "trust"));
    }

    [Fact]
    public void An_authority_vouches_for_those_it_issued_and_for_nobody_else()
    {
        using SigningKey issued = Authority.Issue("CN=Author", ca: true);
        byte[] signed = Samples.SignedClock(key: issued);
        AuthorSignature signature = SignatureCheck.Check(signed);
        Assert.Equal(2, signature.Chain.Count);
        TrustStore trust = Trust($"authority {Fingerprint.Of(issued.Issuers[0])} as ca for Acme.*\n");
        Assert.Equal("ca", trust.Authorize(signature, "Acme.Clock", Now, "a").Signer.Name);
        Assert.Equal(RefusalCode.SignerUnknown, Assert.Throws<RefusedException>(() => trust.Authorize(Signature, "Acme.Clock", Now, "a")).Code);
        TrustStore revoked = trust.Revoke(Fingerprint.Of(issued.Issuers[0]), "");
        Assert.Equal(RefusalCode.CertificateRevoked, Assert.Throws<RefusedException>(() => revoked.Authorize(signature, "Acme.Clock", Now, "a")).Code);
    }

    [Fact]
    public void An_issuer_that_may_not_issue_makes_no_chain()
    {
        using SigningKey issued = Authority.Issue("CN=Author", ca: false);
        AuthorSignature signature = SignatureCheck.Check(Samples.SignedClock(key: issued));
        TrustStore trust = Trust($"authority {Fingerprint.Of(issued.Issuers[0])} as ca for *\n");
        Assert.Equal(RefusalCode.CertificateInvalid, Assert.Throws<RefusedException>(() => trust.Authorize(signature, "Acme.Clock", Now, "a")).Code);
    }

    private static TrustStore Trust(string text) => TrustStore.Parse(text, "trust");

    private static RefusalCode Refusal(string text, string package, DateTimeOffset moment) =>
        Assert.Throws<RefusedException>(() => Trust(text).Authorize(Signature, package, moment, "a.nupkg")).Code;
}
