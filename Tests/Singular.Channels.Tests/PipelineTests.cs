using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

/// <summary>Many calls under way over a channel: nobody sleeps on while there is work, and what is not sent leaves nothing behind.</summary>
public sealed class PipelineTests
{
    private const int Seed = 2026;

    private static readonly int s_bursts = int.Parse(
        Environment.GetEnvironmentVariable("SINGULAR_BURSTS") ?? "1500", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Neither end looks again by itself for a minute, so a wake-up that is lost stops everything.</summary>
    [Fact]
    public void No_wake_up_is_lost_however_bursts_and_pauses_meet()
    {
        using var server = new BehindChannel<ILater>(() => new BurstServer(Seed), DomainOptions.UsesAwait, waker: new PatientWaker());
        int done = 0;
        Exception? failure = null;
        var client = new Thread(() => failure = Record.Exception(() =>
        {
            var random = new Random(Seed);
            int next = 0;
            for (; done < s_bursts; Volatile.Write(ref done, done + 1))
                next = Burst(server.Client, random, next);
        }));
        client.Start();
        // The limit is one for standing still, not for all: this machine may be busy.
        int seen = -1;
        while (!client.Join(30_000))
        {
            int now = Volatile.Read(ref done);
            Assert.True(now != seen, $"nothing moves after {now} bursts (seed {Seed})");
            seen = now;
        }
        Assert.Null(failure);
        Assert.Equal(s_bursts, done);
        Assert.True(server.ServerDomain.IsAlive);
    }

    /// <returns>The value that the next call gives.</returns>
    private static int Burst(ILater client, Random random, int next)
    {
        var tasks = new ValueTask<int>[1 + random.Next(ClientSession.MaxPendingCalls)];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = client.Next();
            if (random.Next(8) == 0)
                Thread.SpinWait(random.Next(2_000));
        }
        if (random.Next(4) == 0)
            Assert.Equal(next + tasks.Length, client.Waiting());
        if (random.Next(16) == 0)
            Thread.Sleep(1);
        for (int i = 0; i < tasks.Length; i++)
            Assert.Equal(next + i, Take(tasks[i]));
        return next + tasks.Length;
    }

    /// <summary>The server completes calls without emptying their slots; the caller that finds no slot holds neither the server's domain nor the channel when
    /// it gives up.</summary>
    [Fact]
    public void A_call_that_finds_no_slot_until_its_limit_is_given_up()
    {
        using var liar = new LiarServer((server, number) =>
        {
            if (number == ChannelLayout.RequestSlotCount)
                server.Complete(server.TicketOf(1), (uint)AnswerStatus.Ok, 4);
        });
        ILater client = liar.Connect<ILater>();
        ValueTask<int>[] tasks = [.. Enumerable.Range(0, ChannelLayout.RequestSlotCount).Select(_ => client.Next())];
        Assert.Equal(0, Take(tasks[0]));
        Assert.Equal("TimeLimit", Assert.Throws<ChannelFaultException>(() => client.Next()).Code);
        Assert.Equal("TimeLimit", Assert.Throws<ChannelFaultException>(() => Take(tasks[1])).Code);
        Assert.Throws<ChannelClosedException>(() => client.Next());
        Assert.Throws<ChannelClosedException>(() => client.Text(3));
        Assert.Equal(0, liar.Domain.ThreadsInside);
    }

    /// <summary>A boundary that was bound to the near end of a channel finds the driver itself, and the other way round.</summary>
    [Fact]
    public async Task Tasks_follow_their_server_to_another_placement_and_back()
    {
        using var server = new BehindChannel<ILater>(() => new BurstServer(Seed), DomainOptions.UsesAwait);
        Assert.Equal(0, await server.Client.Next());
        Assert.Equal("xxx", (await server.Client.Text(3)).Value);

        End(server);
        var near = new Domain("Server#0", DomainOptions.UsesAwait);
        server.Slot.Install(near, new BurstServer(Seed));
        Assert.Equal("xxxx", (await server.Client.Text(4)).Value);
        for (int i = 0; i < 2 * ClientSession.MaxPendingCalls; i++)
            Assert.Equal(i, await server.Client.Next());
        Assert.Equal(0, near.ThreadsInside);

        near.Stop();
        server.Restart();
        Assert.Equal("xxxxx", (await server.Client.Text(5)).Value);
        Assert.Equal(0, await server.Client.Next());
        Assert.Equal(1, server.Client.Waiting());
    }

    private static int Take(ValueTask<int> task) => task.AsTask().GetAwaiter().GetResult();

    private static void End(BehindChannel<ILater> server)
    {
        server.ServerDomain.Stop();
        server.Channel.Close();
        server.Loop.Close();
        Assert.True(server.Loop.Join(TimeSpan.FromSeconds(10)), "the server's thread ends");
        server.FarServer.Stop();
        server.FarClient.Stop();
        server.Spy.Dispose();
    }
}
