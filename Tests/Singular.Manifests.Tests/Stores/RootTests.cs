using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

public sealed class RootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_development_root_trusts_its_own_key_with_the_kernel()
    {
        Root root = Root.OpenOrCreateDevelopment(_folder[".singular"], TimeProvider.System);
        using SigningKey key = root.Keys.Load(KeyStore.DevelopmentKey, null);
        byte[] signed = Samples.SignedClock(key: key);
        TrustedSigner signer = root.Trust().Authorize(SignatureCheck.Check(signed), "Acme.Clock", DateTimeOffset.UtcNow, "a").Signer;
        Assert.Equal("development", signer.Name);
        DriverManifest manifest = PackageReader.Read(signed).Manifest;
        PolicyDecision decision = root.Policy().Decide(new PolicySubject(manifest, manifest.FirstInstance, signer.Name, key.Fingerprint, IsVerified: true));
        Assert.Equal(Placement.Kernel, decision.Placement);
        using RSA rsa = key.Certificate.GetRSAPublicKey()!;
        Assert.Equal(3072, rsa.KeySize);
        foreach (string file in Directory.GetFiles(_folder[".singular/keys"]))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        Root again = Root.OpenOrCreateDevelopment(_folder[".singular"], TimeProvider.System);
        Assert.Equal(File.ReadAllText(root.TrustPath), File.ReadAllText(again.TrustPath));
    }

    [Fact]
    public void The_root_is_the_named_one_then_the_environments_then_the_nearest_upwards_then_the_checkouts()
    {
        Directory.CreateDirectory(_folder["a/.singular"]);
        Directory.CreateDirectory(_folder["a/b/c"]);
        string here = _folder["a/b/c"];
        Assert.Equal(_folder["a/b/c/mine"], Root.Locate("mine", "env", here, null));
        Assert.Equal(_folder["env"], Root.Locate(null, _folder["env"], here, null));
        Assert.Equal(_folder["a/.singular"], Root.Locate(null, "", here, _folder["checkout"]));
        Assert.Equal(_folder["checkout/.singular"], Root.Locate(null, null, _folder.Path, _folder["checkout"]));
        Assert.Equal(RefusalCode.RootMissing, Assert.Throws<RefusedException>(() => Root.Locate(null, null, _folder.Path, null)).Code);
    }

    [Fact]
    public void A_folder_that_is_no_root_is_not_taken_for_one()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Equal(RefusalCode.RootInvalid, Assert.Throws<RefusedException>(() => Root.Open(_folder["empty"])).Code);
        Assert.Equal(RefusalCode.RootMissing, Assert.Throws<RefusedException>(() => Root.Open(_folder["none"])).Code);
        Assert.Equal(RefusalCode.RootInvalid, Assert.Throws<RefusedException>(() => Root.OpenOrCreateDevelopment("/proc/none", TimeProvider.System)).Code);
    }

    [Fact]
    public void Keys_are_found_by_name_kept_from_others_and_not_overwritten()
    {
        var keys = new KeyStore(_folder["keys"]);
        using SigningKey made = keys.Create("vendor", "pass phrase", TimeProvider.System);
        Assert.Equal(["vendor"], keys.List());
        using SigningKey loaded = keys.Load("vendor", "pass phrase");
        Assert.Equal(made.Fingerprint, loaded.Fingerprint);
        SignatureCheck.Check(Samples.SignedClock(key: loaded));
        Assert.Equal(RefusalCode.KeyInvalid, Refusal(() => keys.Load("vendor", "wrong")));
        Assert.Equal(RefusalCode.KeyInvalid, Refusal(() => keys.Load("vendor", null)));
        Assert.Equal(RefusalCode.KeyExists, Refusal(() => keys.Create("vendor", null, TimeProvider.System)));
        Assert.Equal(RefusalCode.KeyInvalid, Refusal(() => keys.Create("../vendor", null, TimeProvider.System)));
        Assert.Equal(RefusalCode.FileMissing, Refusal(() => keys.Load("nobody", null)));
        File.SetUnixFileMode(_folder["keys/vendor.key.pem"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(RefusalCode.KeyFileOpen, Refusal(() => keys.Load("vendor", "pass phrase")));
    }

    [Fact]
    public void A_key_with_its_chain_is_read_from_PKCS_12()
    {
        using SigningKey issued = Authority.Issue("CN=Author", ca: true);
        var all = new X509Certificate2Collection { issued.Certificate, issued.Issuers[0] };
        string path = _folder["key.pfx"];
        File.WriteAllBytes(path, all.Export(X509ContentType.Pkcs12, "secret")!);
        Assert.Equal(RefusalCode.KeyFileOpen, Refusal(() => KeyFile.Load(path, "secret")));
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        using SigningKey loaded = KeyFile.Load(path, "secret");
        Assert.Equal((issued.Fingerprint, 1), (loaded.Fingerprint, loaded.Issuers.Count));
        Assert.Equal(RefusalCode.KeyInvalid, Refusal(() => KeyFile.Load(path, "wrong")));
    }

    [Fact]
    public void A_command_signs_with_a_key_that_never_comes_here_and_is_not_believed_blindly()
    {
        using var authority = new OpenSslAuthority();
        authority.Issue("author", "Author");
        using SigningKey key = KeyFile.LoadExternal(authority["author.pem"], [authority.Root], ["openssl", "dgst", "-sha256", "-sign", authority["author.key"]]);
        AuthorSignature signature = SignatureCheck.Check(Samples.SignedClock(key: key));
        Assert.Equal(2, signature.Chain.Count);
        authority.Issue("other", "Other");
        foreach (string[] bad in (string[][])[["openssl", "dgst", "-sha256", "-sign", authority["other.key"]], ["false"], ["no-such-program"], ["echo", "nothing"]])
        {
            using SigningKey external = KeyFile.LoadExternal(authority["author.pem"], [authority.Root], bad);
            Assert.Equal(RefusalCode.ExternalSignerFailed, Refusal(() => Samples.SignedClock(key: external)));
        }
    }

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
