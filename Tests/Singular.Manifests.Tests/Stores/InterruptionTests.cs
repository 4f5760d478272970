using System.Diagnostics;
using System.Globalization;

namespace Singular.Manifests.Tests;

/// <summary>Kills a writer at random moments. SINGULAR_STORE_KILLS says how often; the default is for continuous
/// integration.</summary>
public sealed class InterruptionTests
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SINGULAR_STORE_KILLS") ?? "10", CultureInfo.InvariantCulture);

    [Fact]
    public void A_writer_killed_at_any_moment_leaves_one_of_the_whole_sets()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["root"]);
        File.WriteAllText(folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(folder["root/policy"], "signer=author -> kernel\n");
        string older = WriteSet(folder, "1.0.0");
        string newer = WriteSet(folder, "1.1.0");
        Root root = Root.Open(folder["root"]);
        var random = new Random(2026);
        var seen = new HashSet<string>();
        for (int i = 0; i < Kills; i++)
        {
            RunAndKill(root.Store, random, folder["root"], Samples.ContractFolder, older, newer, "forever");
            Assert.DoesNotContain(StoreInspection.Run(root.Store), finding => !finding.IsHarmless);
            string installed = string.Join(' ', root.Store.Installed().Drivers.Select(driver => $"{driver.Manifest.Id}-{driver.Manifest.Version}"));
            Assert.Contains(installed, (string[])["", "Acme.One-1.0.0 Acme.Two-1.0.0", "Acme.One-1.1.0 Acme.Two-1.1.0"]);
            seen.Add(installed);
        }
        // Otherwise the writer never got to its work and the test says nothing.
        Assert.True(Kills < 10 || seen.Count > 1);
        Assert.Empty(root.Store.CheckHistory());
    }

    private static string WriteSet(TemporaryFolder folder, string version)
    {
        string one = folder[$"one-{version}.nupkg"];
        string two = folder[$"two-{version}.nupkg"];
        File.WriteAllBytes(one, Samples.SignedClock("Acme.One", version, 0x300));
        File.WriteAllBytes(two, Samples.SignedClock("Acme.Two", version, 0x310));
        return $"{one},{two}";
    }

    /// <summary>Kills it after some changes and some milliseconds into the next one: changes, not seconds, because a busy
    /// machine decides how long one takes.</summary>
    private static void RunAndKill(DriverStore store, Random random, params string[] arguments)
    {
        string[] program = StoreWriterProcess.Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        if (line is null)
            Assert.Fail(process.StandardError.ReadToEnd());
        int last = store.Installed().Generation + random.Next(0, 7);
        while (store.Installed().Generation < last && !process.HasExited)
            Thread.Sleep(1);
        Thread.Sleep(random.Next(0, 40));
        Assert.False(process.HasExited, "the writer ended by itself");
        process.Kill();
        process.WaitForExit();
    }
}
