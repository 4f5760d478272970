using System.Globalization;
using Singular.Channels.Noise;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;
using Xunit.Abstractions;

namespace Singular.Channels.Tests.Hostile;

/// <summary>A process writes random bytes into every page of a channel at full speed while calls go on, one after the other and
/// many at a time. Both ends are its victims: the client and the server see typed errors, and nothing else happens to
/// them. <c>SINGULAR_NOISE_SECONDS</c> says for how long (default 2).</summary>
public sealed class NoiseTests(ITestOutputHelper output)
{
    private static readonly Everything s_value = new(
        "a name", default(Scalars) with { Money = 1.5m }, new Choice(Colour.Red, Signed.Zero, Wide.Small, Access.None), "a comment");

    private int _answered;
    private int _refused;

    [Fact]
    public void Both_ends_see_typed_errors_only()
    {
        double seconds = double.Parse(Environment.GetEnvironmentVariable("SINGULAR_NOISE_SECONDS") ?? "2", CultureInfo.InvariantCulture);
        const int Seed = 2026;
        using var noise = new NoiseProcess(Seed);
        long end = Environment.TickCount64 + (long)(1_000 * seconds);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int rounds = 0;
        while (Environment.TickCount64 < end || rounds < Enum.GetValues<NoiseKind>().Length)
            Round(noise, (NoiseKind)(rounds++ % Enum.GetValues<NoiseKind>().Length), codes);
        output.WriteLine($"seed {Seed}: {rounds} channels, {_answered} calls answered, {_refused} failed with a typed error");
        foreach ((string code, int count) in codes)
            output.WriteLine($"{count,8} {code}");
        Assert.NotEqual(0, _answered);
        Assert.NotEqual(0, _refused);
    }

    private void Round(NoiseProcess noise, NoiseKind kind, SortedDictionary<string, int> codes)
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
        Assert.Equal(0, server.Client.Waiting());
        noise.Attack(kind, server.Path);
        var tasks = new List<ValueTask<Everything>>();
        long end = Environment.TickCount64 + 100;
        while (server.Channel.IsOpen && Environment.TickCount64 < end)
        {
            Try(() => server.Client.Waiting());
            for (int i = 0; i < 16; i++)
                Try(() => tasks.Add(server.Client.Echo(s_value, true)));
        }
        noise.Rest();
        // What a supervisor does with a process that it has given up.
        server.ServerDomain.Stop();
        server.Channel.Close();
        foreach (ValueTask<Everything> task in tasks)
            Try(() => Assert.NotNull(task.AsTask().GetAwaiter().GetResult().Name));
        Assert.True(server.FarServer.IsAlive, "the driver behind the server's end is nobody's victim");
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
        Assert.Same(Domain.Kernel, Domain.Current);
        foreach (DomainFault? fault in new[] { server.FarClient.Fault, server.ServerDomain.Fault })
        {
            if (fault is not null)
                codes[fault.Code] = codes.GetValueOrDefault(fault.Code) + 1;
        }
    }

    /// <summary>Anything but a typed error fails the test.</summary>
    private void Try(Action call)
    {
        try
        {
            call();
            _answered++;
        }
        catch (ChannelException)
        {
            _refused++;
        }
    }
}
