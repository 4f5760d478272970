using System.Diagnostics;
using System.Globalization;

namespace Singular.CommandLine.OwnerTests;

/// <summary>The built command line is killed at a system call while it installs, upgrades, rolls back or removes the stock
/// drivers; the store is checked, and the system is booted as a Linux process with what is installed: the old or the new set.
/// SINGULAR_BOOT_KILLS says how often.</summary>
[Collection("console")]
public sealed class KilledAndBootedTests : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SINGULAR_BOOT_KILLS") ?? "1", CultureInfo.InvariantCulture);
    private static readonly string[] Ids = ["CmosClock", "RamDisk"];

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_boots_after_a_kill_is_the_old_or_the_new_set()
    {
        string program = BuiltCommandLine();
        _bench.Done("keys", "new", "acme", "--root", _bench["vendor"]);
        string[] older = Publish("0.1.0");
        string[] newer = Publish("0.2.0");
        foreach (string package in older[..1])
            _bench.Done("trust", "add", "--from", package, "--as", "acme", "--root", _bench["root"]);
        // Without the development key the root's drivers are what the owner installs, and no more.
        Directory.Delete(_bench["root/keys"], recursive: true);
        Compile();
        var random = new Random(2026);
        int killed = 0;
        for (int i = 0; i < Kills; i++)
        {
            string[] before = Installed();
            string[] arguments = (before.Length, random.Next(3)) switch
            {
                (0, _) => ["install", "--no-compile", .. older],
                (_, 0) => ["remove", .. Ids],
                _ => ["install", "--no-compile", "--allow-downgrade", .. before[0].EndsWith("0.1.0", StringComparison.Ordinal) ? newer : older],
            };
            // The first time a package comes in there are some forty calls, later, when the store has it already, about a dozen.
            killed += Run(program, random.Next(1, random.Next(2) == 0 ? 12 : 40), arguments).Status == 137 ? 1 : 0;
            Assert.Equal(0, Run(program, 0, ["store", "check"]).Status);
            string[] after = Installed();
            Assert.True(after.Length is 0 or 2 && after.Select(driver => driver.Split(' ')[1]).Distinct().Count() <= 1, string.Join(", ", after));
            (int status, string transcript) = Run(program, 0, ["boot", "--hosted", "--script", _bench["script"]]);
            Assert.True(status == 0, transcript);
            foreach (string id in Ids)
                Assert.Equal(after.SingleOrDefault(driver => driver.StartsWith(id, StringComparison.Ordinal)) is { } driver, transcript.Contains($"{id}#0", StringComparison.Ordinal));
            foreach (string driver in after)
                Assert.Matches($@"{driver.Split(' ')[0]}#0 +{driver.Split(' ')[1].Replace(".", @"\.")} ", transcript);
        }
        Assert.True(Kills < 10 || killed * 3 > Kills, $"{killed} of {Kills} were killed");
    }

    private static string BuiltCommandLine()
    {
        string program = Environment.GetEnvironmentVariable("SINGULAR_COMMAND") ?? Path.Combine(Workbench.Checkout, "artifacts", "cli", "singular");
        Assert.True(File.Exists(program), $"{program} is missing; './singular --version' builds it");
        return program;
    }

    private string[] Publish(string version) => [.. Ids.Select(id =>
    {
        string package = _bench.Done("pack", _bench.Driver(id, version), "-o", _bench["feed"]).Trim();
        _bench.Done("sign", package, "--key", "acme", "--root", _bench["vendor"]);
        return package;
    })];

    // Like the real pipeline's system folder: only what belongs there.
    private void Compile()
    {
        File.WriteAllText(_bench["script"], "drivers\npoweroff\n");
        using Process compiler = Process.Start(new ProcessStartInfo("clang", ["-shared", "-fPIC", "-O1", "-o", _bench["faults.so"], Path.Combine(AppContext.BaseDirectory, "Stores", "faults.c"), "-ldl"]))!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    private string[] Installed()
    {
        string list = _bench.Done("list", "--json", "--root", _bench["root"]);
        using var json = System.Text.Json.JsonDocument.Parse(list);
        return [.. json.RootElement.EnumerateArray().Select(driver => $"{driver.GetProperty("name").GetString()} {driver.GetProperty("version").GetString()}")];
    }

    private (int Status, string Output) Run(string program, int killAt, string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "--root", _bench["root"]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SINGULAR_CHECKOUT"] = Workbench.Checkout;
        if (killAt > 0)
        {
            start.Environment["LD_PRELOAD"] = _bench["faults.so"];
            start.Environment["FAULT_AT"] = killAt.ToString(CultureInfo.InvariantCulture);
            start.Environment["FAULT_KIND"] = "kill";
        }
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)), "it did not end");
        return (process.ExitCode, output);
    }
}
