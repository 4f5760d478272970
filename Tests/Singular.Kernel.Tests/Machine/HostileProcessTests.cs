using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Singular.Kernel.HostileDevice;
using Xunit.Abstractions;

namespace Singular.Kernel.Tests.Machine;

/// <summary>On the machine: a driver's process writes random bytes into every page that it shares with the kernel, at full speed, or dies in the middle of
/// calls, while the kernel and other processes call it and it calls others. They see typed errors only and live; what it had is given back.</summary>
/// <remarks><c>SINGULAR_HARM_SECONDS</c> is how long the harm lasts (default 5): of noise the time for which it is made, summed over the lives of the
/// process, which the kernel ends at the first lie that it reads; a fifth of that by default.</remarks>
public sealed partial class HostileProcessTests(HostileMachine machine, ITestOutputHelper output) : IClassFixture<HostileMachine>
{
    private const int Seed = 2026;

    /// <summary>A life that goes on for so long is ended by the owner, so that all kinds of noise get their turn.</summary>
    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(1);

    /// <summary>A life of which no more noise was told for so long has ended.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(30);

    /// <summary>The script's: a second of noise takes some seconds of lives that begin.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private const int SecondsPerSecondOfHarm = 30;

    private static readonly string? s_asked = Environment.GetEnvironmentVariable("SINGULAR_HARM_SECONDS");

    private readonly TimeSpan _harm = TimeSpan.FromSeconds(double.Parse(s_asked ?? "5", CultureInfo.InvariantCulture));
    private readonly TimeSpan _noise = TimeSpan.FromSeconds(double.Parse(s_asked ?? "1", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(HostileOrders.MakeNoise)]
    [InlineData(HostileOrders.Die)]
    public async Task Its_peers_see_typed_errors_only_and_live(uint what)
    {
        bool isNoise = what == HostileOrders.MakeNoise;
        var clock = Stopwatch.StartNew();
        (string transcript, OrdersFile told) = await machine.Run(what, Seed, orders => Script(orders, isNoise ? NoisyLife : ShortLife, isNoise ? () => orders.Noise >= _noise : () => clock.Elapsed >= _harm), s_limit + SecondsPerSecondOfHarm * _harm);
        (int lives, TimeSpan noise) = (told.Lives, told.Noise);
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
        output.WriteLine($"seed {Seed}, {clock.Elapsed.TotalSeconds:0} s: {answers.Length} questions of the kernel, {refused} of them ended with a typed error, {lives} lives of the hostile driver, {noise.TotalSeconds:0.0} s of noise, {restarts} restarts, used {used[0]} KiB before and {used[^1]} KiB after");
        output.WriteLine($"regions: {string.Join(", ", told.Regions.Select(region => $"{region.Bytes} bytes with {region.KiloWrites / 1_000.0:0.0} million words written"))}");
        foreach (IGrouping<string, Match> death in Deaths().Matches(transcript).GroupBy(match => match.Groups[1].Value).OrderByDescending(deaths => deaths.Count()))
            output.WriteLine($"{death.Count(),8} {death.Key}");
        Assert.Matches("^2026", answers[0]);
        Assert.Matches("^2026", answers[^1]);
        Assert.NotEqual(0, refused);
        Assert.True(lives > 2, $"the hostile driver had {lives} lives");
        Assert.True(!isNoise || noise >= _noise, $"the hostile driver made {noise.TotalSeconds} s of noise");
        Assert.All(told.Regions, region => Assert.Equal(isNoise, region.KiloWrites > 0));
        Assert.DoesNotContain("buffers of", transcript[transcript.LastIndexOf("> mem", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Script(OrdersFile orders, Func<OrdersFile, IEnumerable<string>> life, Func<bool> isEnough)
    {
        yield return "mem";
        yield return "date";
        while (!isEnough())
        {
            // By hand: its rule would have it wait longer and longer.
            yield return $"restart {HostileMachine.Hostile}";
            foreach (string command in life(orders))
                yield return command;
        }
        orders.Give(HostileOrders.Behave);
        yield return "log 1024";
        yield return $"restart {HostileMachine.Hostile}";
        yield return "date";
        yield return "date";
        yield return "drivers --json";
        yield return "mem";
        yield return "exit 0";
    }

    /// <summary>What the kernel asks in a life that ends by itself.</summary>
    private static IEnumerable<string> ShortLife(OrdersFile orders) => ["date", "date", "date"];

    /// <summary>The kernel asks all the time while there is noise.</summary>
    private static IEnumerable<string> NoisyLife(OrdersFile orders)
    {
        var life = Stopwatch.StartNew();
        var silence = Stopwatch.StartNew();
        for (TimeSpan noise = orders.Noise; silence.Elapsed < s_silence && life.Elapsed < s_longestLife;)
        {
            yield return "date";
            if (orders.Noise == noise)
                continue;
            noise = orders.Noise;
            silence.Restart();
        }
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
