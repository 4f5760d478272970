using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

public sealed class ProtocolTests
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    [Theory]
    [MemberData(nameof(Placements))]
    public void The_protocol_is_kept_and_both_sides_stay_usable(string placement)
    {
        using var server = PlacedServer<IHouse>.Place(placement, () => new HouseServer());
        IDoor door = server.Client.Enter("front");
        var refused = Assert.Throws<ChannelProtocolException>(door.Open);
        Assert.Equal("IDoor.Open", refused.Member);
        Assert.Throws<ChannelProtocolException>(door.Close);
        Assert.Equal(Colour.Blue, door.Unlock(1).Error);
        Assert.True(door.IsLocked());
        Assert.Throws<ChannelProtocolException>(door.Open);
        Assert.True(door.Unlock(42).IsOk);
        Assert.False(door.IsLocked());
        Assert.Throws<ChannelProtocolException>(() => door.Unlock(42));
        door.Open();
        Assert.Throws<ChannelProtocolException>(door.Leave);
        door.Close();
        Assert.Equal(1, server.Client.DoorsInUse());
        door.Leave();
        Assert.Equal(0, server.Client.DoorsInUse());
        Assert.Contains("ended", Assert.Throws<ChannelProtocolException>(() => door.IsLocked()).Reason);
        Assert.True(server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void What_a_client_gets_is_its_own_boundary(string placement)
    {
        using var server = PlacedServer<IHouse>.Place(placement, () => new HouseServer());
        IDoor door = server.Client.Enter("");
        Assert.IsAssignableFrom<Boundary>(door);
        Assert.False(door is IHouse);
        Assert.True(door.GetType().IsSealed);
        Assert.All(door.GetType().GetMethods(), method => Assert.False(
            method.GetBaseDefinition().DeclaringType == typeof(object) && method.DeclaringType != typeof(object), method.Name));
        Assert.NotSame(door, server.Client.Enter(""));
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Endpoints_come_in_results_and_in_tasks(string placement)
    {
        using var server = PlacedServer<IHouse>.Place(placement, () => new HouseServer());
        Assert.Equal(Colour.Red, server.Client.TryEnter("").Error);
        IDoor second = server.Client.TryEnter("second").Value;
        IDoor third = (await server.Client.EnterLater("third")).Value;
        Assert.Equal(Colour.Red, (await server.Client.EnterLater("")).Error);
        Assert.True(second.Unlock(42).IsOk);
        Assert.True(third.IsLocked());
        Assert.False(second.IsLocked());
        Assert.Equal(2, server.Client.DoorsInUse());
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_client_holds_a_limited_number_of_endpoints(string placement)
    {
        using var server = PlacedServer<IHouse>.Place(placement, () => new HouseServer());
        var doors = new List<IDoor>();
        for (int i = 0; i < ClientSession.MaxEndpoints; i++)
            doors.Add(server.Client.Enter(""));
        Assert.Contains("endpoints", Assert.Throws<ChannelProtocolException>(() => server.Client.Enter("")).Reason);
        Assert.Equal(ClientSession.MaxEndpoints, server.Client.DoorsInUse());
        foreach (IDoor door in doors)
            door.Leave();
        for (int i = 0; i < 3 * ClientSession.MaxEndpoints; i++)
            server.Client.Enter("").Leave();
        Assert.Equal(0, server.Client.DoorsInUse());
    }

    [Fact]
    public void Endpoints_of_earlier_lives_take_no_room()
    {
        using var server = PlacedServer<IHouse>.Place("kernel", () => new HouseServer());
        for (int life = 0; life < 3; life++)
        {
            for (int i = 0; i < ClientSession.MaxEndpoints; i++)
                server.Client.Enter("");
            server.ServerDomain.Stop();
            server.Restart();
        }
        server.Client.Enter("").Leave();
    }

    [Fact]
    public void Endpoints_of_earlier_lives_behind_a_channel_take_no_room()
    {
        using var server = new BehindChannel<IHouse>(() => new HouseServer(), DomainOptions.None);
        Domain far = server.FarServer;
        for (int life = 0; life < 3; life++)
        {
            IDoor[] doors = [.. Enumerable.Range(0, ClientSession.MaxEndpoints).Select(_ => server.Client.Enter(""))];
            far.Stop();
            far = new Domain("Server#0", DomainOptions.None);
            server.FarSlot.Install(far, new HouseServer());
            // The client's side cannot know that they are gone before it uses them.
            foreach (IDoor door in doors)
                Assert.Throws<ChannelClosedException>(door.Leave);
        }
        server.Client.Enter("").Leave();
        Assert.True(server.FarClient.IsAlive);
    }

    [Fact]
    public void The_endpoints_of_a_dead_client_are_ended()
    {
        using var server = new BehindChannel<IHouse>(() => new HouseServer(), DomainOptions.None);
        var house = new HouseServer();
        var slot = new ServerSlot("House#0");
        var domain = new Domain("House#0", DomainOptions.None);
        slot.Install(domain, house);
        var client = new Domain("Client#1", DomainOptions.None);
        Boundary boundary = GeneratedCode.For<IHouse>().CreateBoundary(slot, client);
        for (int i = 0; i < 5; i++)
            ((IHouse)(object)boundary).Enter("");
        Assert.Equal(5, house.DoorsInUse());
        client.Stop();
        boundary.Session.Abandon();
        Assert.Equal(0, house.DoorsInUse());
        Assert.True(domain.IsAlive);
    }

    [Fact]
    public void When_a_channel_ends_the_endpoints_of_its_client_are_ended()
    {
        var house = new HouseServer();
        var server = new BehindChannel<IHouse>(() => house, DomainOptions.None);
        IDoor left = server.Client.Enter("");
        server.Client.Enter("").Leave();
        Assert.Equal(1, house.DoorsInUse());
        server.Dispose();
        Assert.Equal(0, house.DoorsInUse());
        Assert.ThrowsAny<ChannelException>(() => left.IsLocked());
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Calls_of_a_concurrent_contract_run_at_the_same_time(string placement)
    {
        // On one channel requests come one after the other, so there the crowd is made by several clients.
        if (placement == "process")
        {
            using var alone = PlacedServer<ICrowd>.Place(placement, () => new CrowdServer());
            Assert.Equal(1, alone.Client.Meet(1));
            return;
        }
        using var server = PlacedServer<ICrowd>.Place(placement, () => new CrowdServer());
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() => server.Client.Meet(4)))];
        foreach (Thread thread in threads)
            thread.Start();
        Assert.Equal(4, server.Client.Meet(4));
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Calls_of_other_contracts_are_serialised(string placement)
    {
        int inside = 0;
        bool met = false;
        var trouble = new TroubleServer(0, () =>
        {
            met |= Interlocked.Increment(ref inside) > 1;
            Thread.SpinWait(2_000);
            Interlocked.Decrement(ref inside);
        });
        using var server = PlacedServer<ITrouble>.Place(placement, () => trouble);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 200; i++)
                Assert.Equal(5, server.Client.Do("quiet"));
        });
        Assert.False(met);
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
    }

    [Fact]
    public void A_re_entrant_call_is_refused_and_the_domain_stays_usable()
    {
        ITrouble? itself = null;
        string? refusal = null;
        var trouble = new TroubleServer(7, () =>
        {
            if (refusal is not null)
                return;
            refusal = "";
            refusal = Assert.Throws<ChannelProtocolException>(() => itself!.Life()).Reason;
        });
        using var server = PlacedServer<ITrouble>.Place("kernel", () => trouble);
        itself = server.Client;
        Assert.Equal(2, server.Client.Do("ab"));
        Assert.Contains("still open", refusal);
        Assert.Equal(7, server.Client.Life());
    }
}
