using System.Security.Cryptography;

namespace Singular.CommandLine.OwnerTests;

/// <summary>"Compiled once, runs on every later kernel": packages that were kept as binaries, through the real pipeline and into a hosted
/// system, in both placements.</summary>
[Collection("console")]
public sealed class OldPackagesTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Workbench.Checkout, "Tests", "OldPackages");

    /// <summary>Drivers that ask for the same ports: one of them at a time.</summary>
    private static readonly string[] Clocks = ["CmosClock", "FSharpClock", "VisualBasicClock"];

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Nothing_that_is_kept_was_touched()
    {
        Dictionary<string, string> sums = File.ReadAllLines(Path.Combine(Folder, "packages.sha256")).Select(line => line.Split("  ", 2)).ToDictionary(words => words[1], words => words[0]);
        string[] kept = [.. Directory.EnumerateFiles(Folder, "*.nupkg", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];
        Assert.Equal(sums.Keys.Order(StringComparer.Ordinal), kept);
        foreach (string file in kept)
            Assert.Equal(sums[file], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, file)))));
    }

    /// <summary>The contracts of each day that was kept, endpoints included, are still there or have grown.</summary>
    [Fact]
    public void Contracts_have_only_grown_since()
    {
        string[] texts = Directory.GetFiles(Folder, "*.txt", SearchOption.AllDirectories);
        Assert.NotEmpty(texts);
        foreach (string text in texts)
        {
            string name = Path.GetFileName(text).Split("-1.", 2)[0];
            Assert.Matches("The same contract|Compatible", _bench.Done("contract", "diff", text, name));
        }
    }

    [Theory]
    [InlineData("CmosClock", "kernel")]
    [InlineData("CmosClock", "process")]
    [InlineData("FSharpClock", "process")]
    [InlineData("VisualBasicClock", "kernel")]
    public void They_run_on_todays_system(string clock, string placement) => Run(clock, placement, "--hosted");

    [Fact]
    public void They_boot_on_the_machine() => BootOnTheMachine("kernel");

    /// <summary>With <c>SINGULAR_LONG_TESTS</c>: it compiles a program for each driver.</summary>
    [Fact]
    public void They_boot_on_the_machine_in_processes()
    {
        if (Environment.GetEnvironmentVariable("SINGULAR_LONG_TESTS") == "1")
            BootOnTheMachine("process");
    }

    /// <summary>The system's contracts have a member more, each; whoever was compiled before is bound to them and lacks nothing that it had.</summary>
    [Theory]
    [InlineData("CmosClock", "kernel")]
    [InlineData("CmosClock", "process")]
    public void They_run_on_a_system_whose_contracts_have_grown(string clock, string placement)
    {
        _bench.ChangeSystem(GrownContracts.Name, GrownContracts.Make());
        Assert.Contains("singular.file 1.1", _bench.Done("contract", "list"));
        Run(clock, placement, "--hosted");
    }

    /// <summary>What a rule refuses is offered for a process, with the rule, the placement and the line that allows it; then it is in, marked.</summary>
    [Fact]
    public void One_that_a_rule_refuses_is_offered_for_a_process()
    {
        string package = Path.Combine(Folder, "refused", "Pointers.1.0.0.nupkg");
        Trust();
        Place("kernel");
        string refused = _bench.Refused("install", package, "--root", _bench["root"]);
        Assert.Contains("VerificationFailed: Pointers: Pointers.dll: ", refused);
        Assert.Contains("Pointers::Through", refused);
        const string command = "policy set Pointers --place process --with waive=verification";
        Assert.Contains("singular " + command, refused);
        Assert.DoesNotContain("Pointers", Done("list"));

        Done(command.Split(' '));
        string installed = Done("install", "--no-compile", package);
        Assert.Contains("process, by line 1", installed);
        Assert.Contains("waived", installed);
        Assert.Contains("Pointers", Done("list"));

        // Taken into the kernel again it stays out of the image, and that is said.
        Done("policy", "set", "Pointers", "--place", "kernel");
        Assert.Contains("waive=verification", Done("list"));
    }

    private void BootOnTheMachine(string placement)
    {
        _bench.LinkSources();
        Run("CmosClock", placement, "--smp", "2");
    }

    private void Run(string clock, string placement, params string[] machine)
    {
        string[] packages = [.. Directory.EnumerateFiles(Folder, "*.nupkg", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "refused")
            .Where(file => !Clocks.Contains(Id(file)) || Id(file) == clock).Order(StringComparer.Ordinal)];
        Assert.Equal(5, packages.Length);
        Trust();
        Place(placement);
        Done(["install", "--no-compile", .. packages]);
        File.WriteAllText(_bench["script"], "date\nwrite /kept.txt hello from an old package\ncat /kept.txt\nls /\nstat /kept.txt\ndrivers\npoweroff\n");
        string transcript = Done(["boot", .. machine, "--clock", "2026-03-04T05:06:08", "--script", _bench["script"]]);
        Assert.Contains("2026-03-04 05:06:", transcript);
        Assert.Contains("hello from an old package", transcript);
        foreach (string package in packages)
            Assert.Matches($@"(?m)^{Id(package)}#0 .* {placement} +[0-9] +running", transcript);
    }

    private void Trust()
    {
        Done("trust", "add", Path.Combine(Folder, "author.cert.pem"), "--as", "old");
        // Without the development key the root's drivers are what the owner installs, and no more.
        Directory.Delete(_bench["root/keys"], recursive: true);
    }

    private void Place(string placement) => File.WriteAllText(_bench["root/policy"], $"package=Ps2Keyboard -> {placement} grant=machine\nsigner=old -> {placement}\n");

    private string Done(params string[] arguments) => _bench.Done([.. arguments, "--root", _bench["root"]]);

    private static string Id(string package) => Path.GetFileName(package).Split('.')[0];
}
