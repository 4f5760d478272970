using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.CallBacks;

public sealed class CallBackTests
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>The server calls from work of its own, when the client is in no call: an event.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void An_event_reaches_the_client_in_the_clients_domain(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        server.AsClient(() => Assert.True(server.Client.Keep(listener).IsOk));
        int heard = 0;
        Assert.Equal(RunOutcome.Done, server.Driver.TryRun(() => heard = tower.Kept!.Hear(4) + tower.Kept.Hear(5)));
        Assert.Equal(90, heard);
        Assert.Equal([4, 5], listener.Heard);
        Assert.Equal("Client#0", Assert.Single(listener.Domains));
        Assert.IsNotType<ListenerServer>(tower.Kept);
        Assert.Equal(1, ((Boundary)tower.Kept!).Session.Endpoints);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void From_a_later_call_of_another_client_too(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        server.AsClient(() => server.Client.Keep(listener));
        var other = new Domain("Other#0", DomainOptions.None);
        var client = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(server.Slot, other);
        Result<int, TowerError> rung = default;
        other.TryRun(() => rung = client.Ring(6));
        Assert.Equal(60, rung.Value);
        // Ended by the server: the client is told, once, and a call after that is none.
        server.Driver.TryRun(() =>
        {
            tower.Kept!.Close();
            Assert.Contains("has ended", Assert.Throws<ChannelProtocolException>(() => tower.Kept.Hear(1)).Reason, StringComparison.Ordinal);
        });
        Assert.Equal(1, listener.Closed);
        Assert.Equal([6], listener.Heard);
        other.Stop();
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Values_spans_tasks_and_endpoints_go_through_a_call_back(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        var handed = new ListenerServer();
        server.AsClient(() => server.Client.Keep(listener));
        server.Driver.TryRun(() =>
        {
            // Who meets calls who is inside this very call: that is refused, and the end waits until the call is over.
            Assert.Equal("met nobody", tower.Kept!.Meet(handed));
            byte[] bytes = new byte[3_000];
            Assert.Equal(3, tower.Kept.Fill(bytes, "abc"));
            Assert.All(bytes, value => Assert.Equal(0xA5, value));
            // The protocol of the contract holds for the server as for any client.
            Assert.Contains("protocol", Assert.Throws<ChannelProtocolException>(() => tower.Kept.Hear(1)).Reason, StringComparison.Ordinal);
        });
        Assert.True(server.Driver.IsAlive && server.ClientDomain.IsAlive, server.Driver.Fault?.ToString());
        Assert.Equal(1, Await(() => handed.Closed, 1));
        Assert.Empty(handed.Heard);
        Assert.NotEqual(typeof(ListenerServer), listener.MetType);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_task_of_a_call_back_completes_the_task_of_a_call(string placement)
    {
        using var server = PlacedServer<ITower>.Place(placement, () => new TowerServer());
        var listener = new ListenerServer();
        ValueTask<Result<int, TowerError>> told = default;
        server.AsClient(() => { told = server.Client.TellLater(listener, 9); });
        Assert.True(SpinWait.SpinUntil(() => listener.Heard.Count == 1, 10_000), "the listener is called");
        server.ClientDomain.TryRun(() => listener.Complete(99));
        Assert.Equal(99, (await told.AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Value);
        Assert.Equal(1, listener.Closed);
    }

    /// <summary>What a server was handed it may hand on: who gets it calls through the server's domain.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void An_endpoint_is_handed_on_as_argument_and_as_result(string placement)
    {
        var far = new TowerServer();
        using var end = PlacedServer<ITower>.Place(placement, () => far);
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        server.AsClient(() => server.Client.Keep(listener));
        // The first server is a client of the other one.
        var client = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(end.Slot, server.Driver);
        server.Driver.TryRun(() => client.Keep(tower.Kept!));
        int heard = 0;
        end.Driver.TryRun(() => heard = far.Kept!.Hear(7));
        Assert.Equal(70, heard);

        var other = new Domain("Other#0", DomainOptions.None);
        var third = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(server.Slot, other);
        int lent = 0;
        other.TryRun(() => lent = third.Lend().Value.Hear(8));
        Assert.Equal(80, lent);
        // What it leads to is gone: a report, and no fault of the one that has handed it on.
        server.ClientDomain.Condemn("Any", "by the test");
        Exception? seen = null;
        end.Driver.TryRun(() => seen = Record.Exception(() => far.Kept!.Hear(7)));
        Assert.IsAssignableFrom<ChannelException>(seen);
        Assert.True(server.Driver.IsAlive && server.ServerDomain.IsAlive && end.Driver.IsAlive, $"{server.Driver.Fault}");
        other.Stop();
    }

    /// <summary>It dies in the very call: who has handed it on only passes on what was said, and lives.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task The_death_of_what_was_handed_on_is_no_fault_of_who_did_so(string placement)
    {
        foreach (bool isAsync in (bool[])[false, true])
        {
            using var server = PlacedServer<ITower>.Place(placement, () => new TowerServer());
            var listener = new ListenerServer(() => throw new InvalidOperationException("the client's own fault"));
            server.AsClient(() => server.Client.Keep(listener));
            var other = new Domain("Other#0", DomainOptions.None);
            var client = (ITower)(object)GeneratedCode.For<ITower>().CreateBoundary(server.Slot, other);
            Exception? seen = null;
            ValueTask<int> later = default;
            other.TryRun(() =>
            {
                IListener lent = client.Lend().Value;
                seen = Record.Exception(() =>
                {
                    if (isAsync)
                        later = lent.HearLater(1);
                    else
                        lent.Hear(1);
                });
            });
            if (isAsync)
            {
                Assert.Equal(1, Await(() => listener.Heard.Count, 1));
                server.ClientDomain.Condemn("AccessOutsideGrant", "by the test");
                seen ??= await Record.ExceptionAsync(() => later.AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
            }
            Assert.IsType<ChannelFaultException>(seen);
            Assert.False(server.ClientDomain.IsAlive);
            Assert.True(server.Driver.IsAlive && server.ServerDomain.IsAlive, $"{server.ServerDomain.Fault}");
            other.Stop();
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void The_death_of_the_receiver_ends_what_it_held(string placement)
    {
        using var server = PlacedServer<ITower>.Place(placement, () => new TowerServer());
        var listener = new ListenerServer();
        server.AsClient(() => server.Client.Keep(listener));
        server.ServerDomain.Condemn("Any", "by the test");
        Assert.True(SpinWait.SpinUntil(() => listener.Closed == 1, 10_000), "the client is told");
        // The next life has nothing of it, and is handed another one.
        server.Restart();
        server.AsClient(() => Assert.True(server.Client.Keep(listener).IsOk));
        Assert.True(server.ClientDomain.IsAlive);
        Assert.Equal(1, listener.Closed);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void The_death_of_the_giver_in_the_middle_of_a_call_back_is_a_typed_fault(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer(() => throw new InvalidOperationException("the client's own fault"));
        server.AsClient(() => server.Client.Keep(listener));
        Exception? seen = null, later = null;
        server.Driver.TryRun(() =>
        {
            seen = Record.Exception(() => tower.Kept!.Hear(1));
            later = Record.Exception(() => tower.Kept!.Hear(1));
        });
        Assert.Equal(DomainFaultCodes.UnhandledException, Assert.IsType<ChannelFaultException>(seen).Code);
        Assert.IsType<ChannelClosedException>(later);
        Assert.False(server.ClientDomain.IsAlive);
        Assert.True(server.Driver.IsAlive && server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_giver_that_is_ended_while_it_is_called_back_is_a_typed_fault(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer(() => server.ClientDomain.Condemn("AccessOutsideGrant", "by the test"));
        server.AsClient(() => server.Client.Keep(listener));
        Exception? seen = null;
        server.Driver.TryRun(() => seen = Record.Exception(() => tower.Kept!.Hear(1)));
        Assert.Equal("AccessOutsideGrant", Assert.IsType<ChannelFaultException>(seen).Code);
        Assert.True(server.Driver.IsAlive && server.ServerDomain.IsAlive);
    }

    /// <summary>Refused calls hand nothing over, however many there are, and more than 1,024 are not held.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void No_endpoint_is_lost_and_none_too_many_is_held(string placement)
    {
        var tower = new TowerServer();
        using var server = PlacedServer<ITower>.Place(placement, () => tower);
        var listener = new ListenerServer();
        Assert.Throws<ChannelProtocolException>(() => server.Client.Keep(null!));
        server.AsClient(() =>
        {
            for (int i = 0; i < 1_100; i++)
                server.Client.Keep(listener);
        });
        Assert.Equal(1_099, Await(() => listener.Closed, 1_099));
        var first = new ListenerServer();
        // Not while the client is in the call.
        Result<int, TowerError> refused = server.AsClient(() => server.Client.Tell(first, 1));
        Assert.Equal(TowerError.Refused, refused.Error);
        Assert.Equal(1, Await(() => first.Closed, 1));
        Assert.Empty(first.Heard);
    }

    private static int Await(Func<int> value, int expected)
    {
        SpinWait.SpinUntil(() => value() == expected, 10_000);
        return value();
    }
}
