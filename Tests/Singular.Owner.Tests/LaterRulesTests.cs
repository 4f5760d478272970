using System.Text.Json;
using Singular.Manifests;

namespace Singular.CommandLine.OwnerTests;

/// <summary>A store in which an earlier system has installed what today's verifier refuses: the owner is told which rule does, by every verb that looks, and what to
/// do; the rest of the system boots.</summary>
[Collection("console")]
public sealed class LaterRulesTests : IDisposable
{
    private const string Command = "policy set Pointers --place process --with waive=verification";

    private static readonly string Folder = Path.Combine(Workbench.Checkout, "Tests", "OldPackages");

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_a_later_rule_refuses_is_named_and_offered_for_a_process()
    {
        Done("trust", "add", Path.Combine(Folder, "author.cert.pem"), "--as", "old");
        Directory.Delete(_bench["root/keys"], recursive: true);
        File.WriteAllText(_bench["root/policy"], "signer=old -> kernel\n");
        string clock = Directory.GetFiles(Folder, "CmosClock.*.nupkg", SearchOption.AllDirectories).Single();
        Root root = Root.Open(_bench["root"]);
        var earlier = new EarlierSystem();
        new Installer(root, earlier, earlier, [_bench["checkout/artifacts/system"]], TimeProvider.System)
            .Install([clock, Path.Combine(Folder, "refused", "Pointers.1.0.0.nupkg")], InstallOptions.Default);
        Assert.All(root.Store.Installed().Drivers, driver => Assert.True(driver.IsVerified));
        string head = root.Store.Installed().Sha256;

        string status = Done("status");
        CheckRefusal(status);
        Assert.Contains("1 in the kernel, 0 in processes", status);
        Assert.DoesNotContain("VerificationFailed: CmosClock", status);
        CheckRefusal(Done("list"));
        CheckRefusal(_bench.Refused("doctor", "--root", _bench["root"]));
        using (JsonDocument json = JsonDocument.Parse(Done("status", "--json")))
            CheckRefusal(json.RootElement.GetProperty("leftOut").ToString());

        File.WriteAllText(_bench["script"], "date\ndrivers\npoweroff\n");
        (int booted, string transcript, string errors) = _bench.Run("boot", "--hosted", "--clock", "2026-03-04T05:06:08", "--script", _bench["script"], "--root", _bench["root"]);
        Assert.True(booted == ExitCode.Done, errors);
        CheckRefusal(errors);
        Assert.Contains("2026-03-04 05:06:", transcript);
        Assert.DoesNotContain("Pointers", transcript);

        Done(Command.Split(' '));
        status = Done("status");
        Assert.DoesNotContain("VerificationFailed", status);
        Assert.Contains("1 in the kernel, 1 in processes", status);
        Assert.Matches(@"unverified +1", status);
        Assert.Contains(head, status);
    }

    private static void CheckRefusal(string text)
    {
        Assert.Contains("Pointers: Pointers.dll: ", text);
        Assert.Contains("Pointers::Through", text);
        Assert.Contains("other rules than when it was installed", text);
        Assert.Contains("singular " + Command, text);
    }

    private string Done(params string[] arguments) => _bench.Done([.. arguments, "--root", _bench["root"]]);

    /// <summary>Has no rule yet that refuses anything.</summary>
    private sealed class EarlierSystem : IPackageVerifier, IPackageCompiler
    {
        public string Rules => new('0', 64);

        public IReadOnlyList<VerificationFinding> Verify(DriverPackage package) => [];

        public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement) => package.Assemblies;
    }
}
