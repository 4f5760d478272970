using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Singular.Kernel.HostileDevice;
using Xunit.Abstractions;

namespace Singular.Kernel.Tests.Machine;

/// <summary>On the machine: a driver's process writes random bytes into every page that it shares with the kernel, at full speed, or dies in the middle of
/// calls, while the kernel and other processes call it and it calls others. They see typed errors only and live; what it had is given back.</summary>
/// <remarks><c>SINGULAR_HARM_SECONDS</c> is how long the harm lasts (default 5).</remarks>
public sealed partial class HostileProcessTests(HostileMachine machine, ITestOutputHelper output) : IClassFixture<HostileMachine>
{
    private const int Seed = 2026;

    /// <summary>Of the machine's time, in which the harm is measured: it is not part of it.</summary>
    private static readonly TimeSpan s_boot = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _harm = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("SINGULAR_HARM_SECONDS") ?? "5", CultureInfo.InvariantCulture));
    private readonly Stopwatch _clock = new();

    [Theory]
    [InlineData(HostileOrders.MakeNoise)]
    [InlineData(HostileOrders.Die)]
    public async Task Its_peers_see_typed_errors_only_and_live(uint what)
    {
        (string transcript, int lives, TimeSpan noise) = await machine.Run(what, _harm + s_boot, Seed, Script());
        string[] answers = [.. transcript.Split("> date\n").Skip(1).Select(rest => rest.Split('\n')[0])];
        Assert.All(answers, answer => Assert.Matches("^(2026-11-26 12:00:.. UTC|error: the clock gave no time: .*)$", answer));

        // Those around it have never died, and nothing is left of its many lives.
        JsonElement[] drivers = Drivers(transcript);
        Assert.Equal([.. HostileMachine.Others.Append(HostileMachine.Hostile).Order(StringComparer.Ordinal)], drivers.Select(Name).Order(StringComparer.Ordinal));
        Assert.All(drivers, driver => Assert.Equal("running", driver.GetProperty("state").GetString()));
        Assert.All(drivers, driver => Assert.Equal(0, driver.GetProperty("buffers").GetInt32()));
        Assert.All(drivers.Where(driver => Name(driver) != HostileMachine.Hostile), driver => Assert.Equal(0, driver.GetProperty("restarts").GetInt32()));
        int restarts = drivers.Single(driver => Name(driver) == HostileMachine.Hostile).GetProperty("restarts").GetInt32();
        int refused = answers.Count(answer => answer.StartsWith("error", StringComparison.Ordinal));
        int[] used = [.. Used().Matches(transcript).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        output.WriteLine($"seed {Seed}, {_harm.TotalSeconds:0} s: {answers.Length} questions of the kernel, {refused} of them ended with a typed error, {lives} lives of the hostile driver, {noise.TotalSeconds:0.0} s of noise, {restarts} restarts, used {used[0]} KiB before and {used[^1]} KiB after");
        foreach (IGrouping<string, Match> death in Deaths().Matches(transcript).GroupBy(match => match.Groups[1].Value).OrderByDescending(deaths => deaths.Count()))
            output.WriteLine($"{death.Count(),8} {death.Key}");
        Assert.Matches("^2026", answers[0]);
        Assert.Matches("^2026", answers[^1]);
        Assert.NotEqual(0, refused);
        Assert.True(lives > 2, $"the hostile driver had {lives} lives");
        Assert.True(what != HostileOrders.MakeNoise || noise > TimeSpan.Zero, "the hostile driver made no noise");
        Assert.DoesNotContain("buffers of", transcript[transcript.LastIndexOf("> mem", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private IEnumerable<string> Script()
    {
        _clock.Start();
        yield return "mem";
        yield return "date";
        while (_clock.Elapsed < _harm + s_boot)
        {
            // By hand: its rule would have it wait longer and longer.
            yield return $"restart {HostileMachine.Hostile}";
            for (int i = 0; i < 3; i++)
                yield return "date";
        }
        // The machine's time began a little later.
        Thread.Sleep(s_quiet);
        yield return "log 1024";
        yield return $"restart {HostileMachine.Hostile}";
        yield return "date";
        yield return "date";
        yield return "drivers --json";
        yield return "mem";
        yield return "exit 0";
    }

    private static JsonElement[] Drivers(string transcript)
    {
        string line = transcript.Split('\n').Last(line => line.StartsWith('['));
        using JsonDocument json = JsonDocument.Parse(line);
        return [.. json.RootElement.Clone().EnumerateArray()];
    }

    private static string Name(JsonElement driver) => driver.GetProperty("name").GetString()!;

    [GeneratedRegex(@"(?m)^used +(\d+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"HostileDevice#0.* died: (\w+)")]
    private static partial Regex Deaths();
}
