using System.Text.Json;

namespace Singular.CommandLine.OwnerTests;

/// <summary>What an owner does with a vendor's driver, verb by verb, through the real pipeline.</summary>
[Collection("console")]
public sealed class OwnersDayTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void From_an_unknown_signer_to_a_crash_report()
    {
        // The vendor, elsewhere.
        Directory.CreateDirectory(_bench["feed"]);
        Vendor("keys", "new", "acme");
        string first = Publish("0.1.0");

        // An unknown signer is refused with the command that would trust it; it works as it stands.
        string unknown = _bench.Refused("install", "CmosClock", "--source", _bench["feed"], "--root", _bench["root"]);
        Assert.Contains("SignerUnknown", unknown);
        Assert.Contains($"singular trust add --from {first} --as acme", unknown);
        Done("trust", "add", "--from", first, "--as", "acme", "--for", "Cmos*");
        Assert.Contains("acme", Done("trust", "list"));

        // Dry, then for good; without a rule of its own it runs in a process.
        Assert.Contains("Nothing was changed", Done("install", "CmosClock", "--source", _bench["feed"], "--dry-run"));
        Assert.Contains("nothing yet", Done("status"));
        Assert.Contains("process, by default", Done("install", "--no-compile", first));
        Assert.Contains("installed already", Done("install", "--no-compile", first));
        using (JsonDocument list = JsonDocument.Parse(Done("list", "--json")))
            Assert.Equal("process", list.RootElement[0].GetProperty("placement").GetString());

        // Moving it prints what changes; the policy can be checked, explained and taken back.
        Assert.Contains("CmosClock: 0.1.0 in process placement", Done("policy", "set", "CmosClock", "--place", "kernel", "--with", "demote=3"));
        Assert.Contains("CmosClock -> kernel, by line", Done("policy", "explain", "CmosClock"));
        Assert.Contains("in kernel placement", Done("policy", "diff", Policy("package=* -> process\n")));
        Assert.Contains("Every rule can decide", Done("policy", "check"));
        Assert.Contains("- package=CmosClock", Done("policy", "unset", "CmosClock"));
        Assert.Contains("no rule is about it", _bench.Refused("policy", "check", "--root", _bench["root"]));

        // A newer version, back, forth, away.
        Publish("0.2.0");
        Assert.Contains("in place of 0.1.0", Done("upgrade", "--no-compile", "--source", _bench["feed"]));
        Assert.Contains("Nothing newer", Done("upgrade", "--no-compile", "--source", _bench["feed"]));
        Assert.Contains("Downgrade", _bench.Refused("install", first, "--root", _bench["root"]));
        Assert.Contains("downgrade CmosClock 0.1.0", Done("rollback"));
        Assert.Contains("roll back to 1", Done("history", "--last", "1"));
        Assert.Contains("every link holds", Done("log", "verify"));
        Assert.Equal(3, Done("log", "show", "--json").Trim().Split('\n').Length);

        // The same on another machine.
        Done("lock", "-o", _bench["lock"]);
        Assert.Contains("are what the lock file says", _bench.Done("install", "--locked", _bench["lock"], "--no-compile", "--source", _bench["feed"], "--root", _bench["other"]));
        Assert.Contains("acme", _bench.Done("trust", "show", "--root", _bench["other"]));

        // Damage is found and mended.
        foreach (string file in Directory.EnumerateFiles(_bench["root/store/assemblies"], "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "damaged");
        Assert.Contains("damaged", _bench.Refused("store", "check", "--root", _bench["root"]));
        Assert.Contains("Mended: made again from its package", Done("store", "check", "--mend"));
        Assert.Contains("The store is sound", Done("store", "check"));

        // A crash is reported without the owner's business.
        File.WriteAllText(_bench["console"], $"CmosClock#0: died in {_bench["root"]}\nUart16550#0: secret\n");
        Done("report", "CmosClock", "--log", _bench["console"], "-o", _bench["report.zip"]);
        string bundle = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_bench["report.zip"]));
        Assert.Contains("died in <root>", bundle);
        Assert.DoesNotContain("secret", bundle);
        Assert.DoesNotContain("acme", bundle);

        // Revoked is out of the next image and cannot come back.
        Assert.Contains("CmosClock 0.1.0 is left out", Done("trust", "revoke", "acme", "--reason", "key lost"));
        Assert.Contains("left out: CertificateRevoked", Done("list"));
        Assert.Contains("CertificateRevoked", _bench.Refused("rollback", "--root", _bench["root"]));
        Done("remove", "CmosClock");
        Assert.Contains("NotInstalled", _bench.Refused("remove", "CmosClock", "--root", _bench["root"]));
    }

    [Fact]
    public void A_repositorys_word_is_demanded_and_given()
    {
        Directory.CreateDirectory(_bench["feed"]);
        Vendor("keys", "new", "acme");
        Vendor("keys", "new", "shop");
        string package = Publish("0.1.0");
        Done("trust", "add", "--from", package, "--as", "acme");
        File.WriteAllText(_bench["root/policy"], "countersigned=shop -> kernel\npackage=* -> deny\n");
        Assert.Contains("PolicyDenies", _bench.Refused("install", package, "--root", _bench["root"]));
        Vendor("countersign", package, "--key", "shop", "--index", "https://feed.example.org/v3/index.json", "--owner", "acme");
        // Vouched for by somebody whom nobody trusts to vouch: still denied.
        Assert.Contains("PolicyDenies", _bench.Refused("install", package, "--root", _bench["root"]));
        Done("trust", "add", "--repository", "--from", package, "--as", "shop");
        Assert.Contains("vouched    by shop", Done("install", "--no-compile", package));
    }

    [Fact]
    public void Exit_codes_and_complaints_are_those_of_the_manual()
    {
        _bench.Done("trust", "add", Certificate(), "--as", "x", "--root", _bench["root"]);
        Assert.Equal(ExitCode.CouldNotRun, _bench.Run("policy", "explain", "Nobody", "--root", _bench["root"]).Status);
        Assert.Equal(ExitCode.CouldNotRun, _bench.Run("install", "--root", _bench["root"]).Status);
        Assert.Equal(ExitCode.CouldNotRun, _bench.Run("install", "missing.nupkg", "--root", _bench["root"]).Status);
        Assert.Contains("no earlier set", _bench.Refused("rollback", "--root", _bench["root"]));
        Assert.Contains("the same fingerprint or the same name", _bench.Refused("trust", "add", Certificate(), "--as", "development", "--root", _bench["root"]));
        Assert.Equal(ExitCode.CouldNotRun, _bench.Run("trust", "add", Certificate(), "--as", "y", "--authority", "--stamp", "--root", _bench["root"]).Status);
        Assert.Contains("KeyInvalid", _bench.Refused("sign", Certificate(), "--key", Certificate(), "--root", _bench["root"]));
    }

    private string Done(params string[] arguments) => _bench.Done([.. arguments, "--root", _bench["root"]]);

    private string Vendor(params string[] arguments) => _bench.Done([.. arguments, "--root", _bench["vendor"]]);

    private string Publish(string version)
    {
        string package = _bench.Done("pack", _bench.Driver("CmosClock", version), "-o", _bench["feed"]).Trim();
        Vendor("sign", package, "--key", "acme");
        return package;
    }

    private string Policy(string text)
    {
        File.WriteAllText(_bench["policy"], text);
        return _bench["policy"];
    }

    private string Certificate()
    {
        if (!Directory.Exists(_bench["vendor/keys"]))
            Vendor("keys", "new", "acme");
        return Path.Combine(_bench["vendor/keys"], "acme.cert.pem");
    }
}
