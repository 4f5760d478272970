using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

/// <summary>Repeatable members that return a task: made once more by the boundary that finds the death.</summary>
public sealed class RepeatedTaskTests
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task They_wait_for_the_restart(string placement)
    {
        int life = 0;
        using var server = PlacedServer<IAgain>.Place(placement, () => new AgainServer(++life), DomainOptions.None);
        Assert.Equal(1, await server.Client.Life());
        Assert.Equal(11, await server.Client.LifeAnd(10));
        for (int next = 2; next < 4; next++)
        {
            End(server);
            Task restarter = Task.Run(async () =>
            {
                await Task.Delay(50);
                server.Restart();
            });
            Assert.Equal(next == 2 ? 2 : 13, await (next == 2 ? server.Client.Life() : server.Client.LifeAnd(10)));
            await restarter;
        }
    }

    /// <summary>Both the call that a client makes in one address space and the one that the far end of a channel makes.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task One_that_dies_in_the_driver_is_made_once_more_where_the_driver_is(string placement)
    {
        using var server = PlacedServer<IAgain>.Place(placement, () => new AgainServer(1, dies: true), DomainOptions.None);
        ServerSlot slot = server is BehindChannel<IAgain> behind ? behind.FarSlot : server.Slot;
        Domain second = FollowedBy(server.Driver, slot, new AgainServer(2));
        Assert.Equal(2, await server.Client.Life());
        Assert.Equal(7, await server.Client.LifeAnd(5));
        // And no more than once, though the fifth would answer.
        Domain third = FollowedBy(second, slot, new AgainServer(3, dies: true));
        Domain fourth = FollowedBy(third, slot, new AgainServer(4, dies: true));
        Domain fifth = FollowedBy(fourth, slot, new AgainServer(5));
        second.Stop();
        Assert.IsAssignableFrom<ChannelException>(await Record.ExceptionAsync(async () => await server.Client.Life()));
        Assert.False(fourth.IsAlive);
        fifth.Stop();
    }

    /// <returns>The domain of the server that is installed when the one before it has died.</returns>
    private static Domain FollowedBy(Domain before, ServerSlot slot, AgainServer next)
    {
        var domain = new Domain("Server#0", DomainOptions.None);
        before.Died += _ => ThreadPool.QueueUserWorkItem(_ => slot.Install(domain, next));
        return domain;
    }

    [Fact]
    public async Task One_whose_server_dies_while_it_is_sent_is_made_once_more()
    {
        int life = 0;
        var waker = new InterruptedWaker();
        using var server = new BehindChannel<IAgain>(() => new AgainServer(++life), DomainOptions.None, waker: waker);
        Assert.Equal(1, await server.Client.Life());
        Assert.Equal(12, OfNextLife(server, waker, () => server.Client.LifeAnd(10)));
        Assert.Equal(3, OfNextLife(server, waker, server.Client.Life));
        Assert.Equal(3, life);
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
    }

    private static int OfNextLife(BehindChannel<IAgain> server, InterruptedWaker waker, Func<ValueTask<int>> call)
    {
        waker.Interrupt(() =>
        {
            End(server);
            server.Restart();
        });
        return call().AsTask().GetAwaiter().GetResult();
    }

    private static void End(PlacedServer<IAgain> server)
    {
        server.ServerDomain.Stop();
        if (server is not BehindChannel<IAgain> behind)
            return;
        behind.Channel.Close();
        behind.Loop.Close();
        Assert.True(behind.Loop.Join(TimeSpan.FromSeconds(10)), "the server's thread ends");
        behind.Spy.Dispose();
    }
}
