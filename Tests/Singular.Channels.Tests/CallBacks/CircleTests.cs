using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.CallBacks;

/// <summary>Calls that would wait for what waits for them are refused at once, and nobody dies of it.</summary>
public sealed class CircleTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_call_back_into_a_client_that_is_in_the_call_is_refused_at_once(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        var time = Stopwatch.StartNew();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(TowerError.Refused, server.AsClient(() => server.Client.Tell(listener, 1)).Error);
            Assert.IsType<ChannelProtocolException>(tower.Refusal);
        }
        Assert.True(time.Elapsed < s_longest, $"{time.Elapsed}");
        Assert.Empty(listener.Heard);
        CheckBothUsable(server, tower);
    }

    /// <summary>The client waits for the server, and the server, in a call of another client, for the client.</summary>
    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void Two_that_call_each_other_do_not_wait_for_ever(string placement)
    {
        using var inServer = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        server.AsClient(() => server.Client.Keep(new ListenerServer()));
        tower.Before = () =>
        {
            inServer.Set();
            go.Wait(s_longest);
        };
        var other = new Domain("Other#0", DomainOptions.None);
        var client = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(server.Slot, other);
        Result<int, TowerError> rung = default;
        Exception? fromOther = null, fromClient = null;
        var first = new Thread(() => other.TryRun(() => fromOther = Record.Exception(() => rung = client.Ring(1))));
        first.Start();
        Assert.True(inServer.Wait(s_longest));
        tower.Before = null;
        using var inClient = new ManualResetEventSlim();
        var second = new Thread(() => server.ClientDomain.TryRun(() =>
        {
            inClient.Set();
            fromClient = Record.Exception(() => server.Client.Ring(2));
        }));
        second.Start();
        Assert.True(inClient.Wait(s_longest));
        Thread.Sleep(100);
        go.Set();
        Assert.True(first.Join(s_longest) && second.Join(s_longest), "nobody waits for ever");
        Assert.Null(fromOther);
        // The one who would have closed the circle.
        Assert.True(rung.IsOk ^ fromClient is null, $"{(rung.IsOk ? "answered" : rung.Error)} and {fromClient}");
        CheckBothUsable(server, tower);
        other.Stop();
    }

    /// <summary>Many clients and two servers that call each other through what they were handed, at random: every call ends, all live.</summary>
    [Theory]
    [InlineData("kernel", "kernel")]
    [InlineData("kernel", "process")]
    [InlineData("process", "process")]
    public void A_crowd_that_calls_in_circles_gets_answers_or_refusals(string left, string right)
    {
        TowerServer[] towers = [new(), new()];
        using var a = PlacedServer<ITower>.Place(left, () => towers[0]);
        using var b = PlacedServer<ITower>.Place(right, () => towers[1]);
        ITower toB = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(b.Slot, a.ClientDomain);
        ITower toA = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(a.Slot, b.ClientDomain);
        // What is called back calls the other server: a's listener b, and b's listener a.
        int answered = 0, refused = 0;
        void Count(Func<Result<int, TowerError>> call)
        {
            try
            {
                Interlocked.Increment(ref call().IsOk ? ref answered : ref refused);
            }
            catch (ChannelProtocolException)
            {
                Interlocked.Increment(ref refused);
            }
        }
        a.AsClient(() => a.Client.Keep(new ListenerServer(() => Count(() => toB.Ring(1)))));
        b.AsClient(() => b.Client.Keep(new ListenerServer(() => Count(() => toA.Ring(1)))));
        const int Times = 150;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            var random = new Random(i);
            PlacedServer<ITower> own = i % 2 == 0 ? a : b;
            for (int n = 0; n < Times; n++)
            {
                if (i < 2)
                    own.ClientDomain.TryRun(() => Count(() => (i % 2 == 0 ? toB : toA).Ring(2)));
                else
                    own.Driver.TryRun(() => Count(() => towers[i % 2].Ring(3)));
                if (random.Next(4) == 0)
                    Thread.Yield();
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        Assert.All(threads, thread => Assert.True(thread.Join(60_000), "a thread waits for ever"));
        Assert.True(answered > 0);
        Assert.All((Domain[])[a.Driver, a.ClientDomain, a.ServerDomain, b.Driver, b.ClientDomain, b.ServerDomain], domain => Assert.True(domain.IsAlive, $"{domain} {domain.Fault}"));
    }

    private static void CheckBothUsable(PlacedServer<ITower> server, TowerServer tower)
    {
        Assert.True(server.ClientDomain.IsAlive && server.ServerDomain.IsAlive && server.Driver.IsAlive);
        var listener = new ListenerServer();
        server.AsClient(() => Assert.True(server.Client.Keep(listener).IsOk));
        int heard = 0;
        server.Driver.TryRun(() => heard = tower.Kept!.Hear(2));
        Assert.Equal((20, 1), (heard, listener.Heard.Count));
    }
}
