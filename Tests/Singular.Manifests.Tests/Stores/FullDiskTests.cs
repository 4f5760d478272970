namespace Singular.Manifests.Tests;

/// <summary>The disk is full, or the power goes, at a system call of the writer's. SINGULAR_EVERY_FAULT=1 tries every call;
/// otherwise a sample, for continuous integration. SINGULAR_FAULT_KILLS says how many random kills there are.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly string[] Steps = ["install", "upgrade", "rollback", "remove"];
    private static readonly string[] Whole = ["", "Acme.One-1.0.0 Acme.Two-1.0.0", "Acme.One-1.1.0 Acme.Two-1.1.0"];

    private static readonly bool IsEvery = Environment.GetEnvironmentVariable("SINGULAR_EVERY_FAULT") == "1";
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SINGULAR_FAULT_KILLS") ?? "8", System.Globalization.CultureInfo.InvariantCulture);

    private readonly StoreWriterProcess _writer = new();

    public void Dispose() => _writer.Dispose();

    [Theory]
    [InlineData("full")]
    [InlineData("once")]
    public void A_full_disk_at_any_write_is_told_and_leaves_a_whole_set(string kind)
    {
        int calls = _writer.Count(Steps);
        Assert.True(calls > 40, $"only {calls} calls were seen: the library was not loaded");
        int step = IsEvery ? 1 : 29;
        for (int at = 1; at <= calls; at += step)
        {
            _writer.Clear();
            (int status, string output) = _writer.Run(at, kind, Steps);
            Assert.True(status == 1 && output.StartsWith("DiskFull: ", StringComparison.Ordinal), $"call {at} of {calls}: status {status}: {output}");
            AssertSound($"{kind} at call {at}");
            // With room again everything goes on where it was.
            if (IsEvery || at % 2 == 0)
                Assert.Equal(0, _writer.Run(0, "none", "install", "upgrade").Status);
        }
    }

    [Fact]
    public void Power_that_goes_at_any_write_leaves_a_whole_set()
    {
        int calls = _writer.Count(Steps);
        var random = new Random(2026);
        var seen = new HashSet<string>();
        int killed = 0;
        for (int i = 0; i < Kills; i++)
        {
            string[] steps = [.. Steps.Skip(random.Next(3))];
            (int status, _) = _writer.Run(random.Next(1, calls / 2), "kill", steps);
            // 128 + SIGKILL. A run whose steps made fewer calls than that ended by itself.
            killed += status == 137 ? 1 : 0;
            Assert.True(status is 0 or 137, $"kill {i}: status {status}");
            AssertSound($"kill {i}");
            seen.Add(_writer.Installed);
            // A new store from time to time: each inspection reads every generation.
            if (i % 50 == 49 && i + 1 < Kills)
                _writer.Clear();
        }
        Assert.True(killed * 3 > Kills, $"{killed} of {Kills} runs were killed");
        Assert.True(Kills < 100 || seen.Count == Whole.Length, string.Join(" | ", seen));
        // What they left goes with one mending, and then there is nothing to say.
        var checks = new Checks();
        Assert.DoesNotContain(new StoreMending(_writer.Root, checks, checks, []).Run(), finding => !finding.IsMended);
        Assert.Empty(StoreInspection.Run(_writer.Root.Store));
    }

    [Fact]
    public void Twenty_writers_at_once_all_succeed_one_after_the_other_or_say_who_holds_the_lock()
    {
        var runs = new (int Status, string Output)[20];
        Thread[] threads = [.. Enumerable.Range(0, runs.Length).Select(i => new Thread(() => runs[i] = _writer.Run(0, "none", i % 2 == 0 ? "install" : "upgrade", "remove")))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        foreach ((int status, string output) in runs)
            Assert.True(status == 0 || (output.StartsWith("StoreLocked: ", StringComparison.Ordinal) && output.Contains("process ", StringComparison.Ordinal)) || output.StartsWith("NotInstalled: ", StringComparison.Ordinal), $"status {status}: {output}");
        AssertSound("twenty writers");
        Assert.Empty(_writer.Root.Store.CheckHistory());
    }

    private void AssertSound(string what)
    {
        StoreFinding? damage = StoreInspection.Run(_writer.Root.Store).FirstOrDefault(finding => !finding.IsHarmless);
        Assert.True(damage is null, $"{what}: {damage}");
        Assert.True(Whole.Contains(_writer.Installed), $"{what}: {_writer.Installed}");
    }
}
