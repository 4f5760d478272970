using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

public sealed class FaultTests
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    [Theory]
    [InlineData("kernel", "throw", "UnhandledException")]
    [InlineData("kernel", "null", "UnhandledException")]
    [InlineData("kernel", "divide", "UnhandledException")]
    [InlineData("kernel", "condemn", "AccessOutsideGrant")]
    [InlineData("process", "throw", "UnhandledException")]
    [InlineData("process", "null", "UnhandledException")]
    [InlineData("process", "divide", "UnhandledException")]
    [InlineData("process", "condemn", "AccessOutsideGrant")]
    public void A_fault_kills_the_server_and_its_client_sees_a_typed_error(string placement, string what, string code)
    {
        int reads = NastyException.Reads;
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(1));
        var fault = Assert.Throws<ChannelFaultException>(() => server.Client.Do(what));
        Assert.Equal("Server#0", fault.Server);
        Assert.Equal(code, fault.Code);
        Assert.Null(fault.InnerException);
        Assert.Equal(reads, NastyException.Reads);
        Assert.False(server.ServerDomain.IsAlive);
        Assert.Equal(code, server.ServerDomain.Fault!.Code);
        Assert.Equal("Server#0", Assert.Throws<ChannelClosedException>(() => server.Client.Do("again")).Server);
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
        Assert.Same(Domain.Kernel, Domain.Current);
    }

    [Fact]
    public void The_fault_names_the_type_of_the_exception()
    {
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer());
        Assert.Throws<ChannelFaultException>(() => server.Client.Do("throw"));
        Assert.Equal(typeof(NastyException).FullName, server.ServerDomain.Fault!.ExceptionType);
        Assert.Contains("ITrouble.Do", server.ServerDomain.Fault.Detail);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_root_boundary_goes_on_with_the_restarted_server(string placement)
    {
        int life = 0;
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(++life));
        Assert.Equal(1, server.Client.Life());
        Assert.Throws<ChannelFaultException>(() => server.Client.Do("throw"));
        Assert.Throws<ChannelClosedException>(() => server.Client.Do("quiet"));
        server.Restart();
        Assert.Equal(2, server.Client.Life());
        Assert.Equal(5, server.Client.Do("quiet"));
        Assert.Equal(2, server.Slot.Generation);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void An_endpoint_ends_with_its_server(string placement)
    {
        using var server = PlacedServer<IHouse>.Place(placement, () => new HouseServer());
        IDoor door = server.Client.Enter("");
        server.ServerDomain.Stop();
        server.Restart();
        Assert.Throws<ChannelClosedException>(() => door.IsLocked());
        Assert.True(server.Client.Enter("").IsLocked());
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_repeatable_request_waits_for_the_restart(string placement)
    {
        int life = 0;
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(++life));
        Assert.Throws<ChannelFaultException>(() => server.Client.Do("throw"));
        using var restarted = new ManualResetEventSlim();
        var restarter = new Thread(() =>
        {
            Thread.Sleep(50);
            server.Restart();
            restarted.Set();
        });
        restarter.Start();
        Assert.Equal(2, server.Client.Life());
        Assert.True(restarted.Wait(5_000));
    }

    [Fact]
    public void A_repeatable_request_that_dies_is_sent_once_more()
    {
        int life = 0;
        PlacedServer<ITrouble>? server = null;
        server = PlacedServer<ITrouble>.Place("kernel", () =>
        {
            int mine = ++life;
            return new TroubleServer(mine, mine == 1 ? () => throw new NastyException() : null);
        });
        server.ServerDomain.Died += _ => ThreadPool.QueueUserWorkItem(_ => server.Restart());
        Assert.Equal(2, server.Client.Life());
        server.Dispose();
    }

    [Fact]
    public void Nobody_waits_for_a_server_that_was_given_up()
    {
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer());
        server.ServerDomain.Stop();
        server.Slot.GiveUp();
        var watch = Stopwatch.StartNew();
        Assert.Throws<ChannelClosedException>(() => server.Client.Life());
        Assert.True(watch.ElapsedMilliseconds < 4_000);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void An_illegal_result_is_a_fault_of_the_server(string placement)
    {
        foreach (Action<ITrouble> call in new Action<ITrouble>[]
        {
            trouble => trouble.AnyColour(7), trouble => trouble.AnyString(true), trouble => trouble.AnyDoor(true),
        })
        {
            using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer());
            Assert.Equal(Colour.Black, server.Client.AnyColour(100));
            Assert.Equal("text", server.Client.AnyString(false));
            Assert.True(server.Client.AnyDoor(false)!.IsLocked());
            Assert.Equal("InvalidResult", Assert.Throws<ChannelFaultException>(() => call(server.Client)).Code);
            Assert.Equal("InvalidResult", server.ServerDomain.Fault!.Code);
        }
    }

    [Fact]
    public void A_server_that_does_not_answer_in_time_is_faulty()
    {
        using var server = new BehindChannel<ITrouble>(() => new TroubleServer(), DomainOptions.None);
        var fault = Assert.Throws<ChannelFaultException>(() => server.Client.Do("sleep"));
        Assert.Equal("TimeLimit", fault.Code);
        Assert.False(server.Channel.IsOpen);
    }

    [Fact]
    public void A_wait_for_the_server_ends_when_the_server_dies()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () =>
        {
            entered.Set();
            go.Wait();
        }));
        var inside = new Thread(() => Assert.Throws<ChannelClosedException>(() => server.Client.Do("first")));
        inside.Start();
        entered.Wait();
        var waiting = new Thread(() => Assert.Throws<ChannelClosedException>(() => server.Client.Do("second")));
        waiting.Start();
        Thread.Sleep(20);
        server.ServerDomain.Stop();
        Assert.True(waiting.Join(5_000), "the waiting call ends");
        Assert.Equal(1, server.ServerDomain.ThreadsInside);
        Assert.False(server.ServerDomain.WaitUntilEmpty(TimeSpan.FromMilliseconds(30)));
        go.Set();
        Assert.True(server.ServerDomain.WaitUntilEmpty(TimeSpan.FromSeconds(5)));
        Assert.True(inside.Join(5_000));
        server.ServerDomain.Retire();
    }

    [Fact]
    public void A_stopped_server_behind_a_channel_ends_the_call_under_way()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var server = new BehindChannel<ITrouble>(() => new TroubleServer(0, () =>
        {
            entered.Set();
            go.Wait();
        }), DomainOptions.None);
        var inside = new Thread(() => Assert.Throws<ChannelClosedException>(() => server.Client.Do("first")));
        inside.Start();
        entered.Wait();
        server.ServerDomain.Stop();
        server.Channel.Close();
        Assert.True(inside.Join(900), "long before the time limit");
        Assert.True(server.ServerDomain.WaitUntilEmpty(TimeSpan.Zero));
        go.Set();
    }

    [Fact]
    public void A_call_that_does_not_return_condemns_its_server_and_not_the_one_that_waits_for_it()
    {
        using var go = new ManualResetEventSlim();
        using var watch = new CallWatch(TimeSpan.FromMilliseconds(20));
        using var slow = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, go.Wait));
        using var fast = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () => slow.Client.Do("inner")));
        watch.Add(slow.ServerDomain);
        watch.Add(fast.ServerDomain);
        var caller = new Thread(() => Assert.Throws<ChannelFaultException>(() => fast.Client.Do("outer")));
        caller.Start();
        Assert.True(SpinWait.SpinUntil(() => !slow.ServerDomain.IsAlive, 10_000));
        Assert.Equal("TimeLimit", slow.ServerDomain.Fault!.Code);
        Assert.True(fast.ServerDomain.IsAlive);
        Assert.Throws<ChannelClosedException>(() => slow.Client.Do("next"));
        go.Set();
        Assert.True(caller.Join(5_000));
        Assert.Equal("UnhandledException", fast.ServerDomain.Fault!.Code);
    }

    [Fact]
    public void Work_of_the_domain_itself_has_no_limit_but_a_stated_one()
    {
        using var watch = new CallWatch(TimeSpan.FromMilliseconds(5));
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(3));
        watch.Add(server.ServerDomain);
        Assert.Equal(RunOutcome.Done, server.ServerDomain.TryRun(() => Thread.Sleep(1_200)));
        Assert.Equal(3, server.Client.Life());

        server.ServerDomain.WorkLimit = 100;
        Assert.Equal(RunOutcome.Done, server.ServerDomain.TryRun(() => Thread.Sleep(1)));
        Assert.Equal(RunOutcome.Died, server.ServerDomain.TryRun(() => Thread.Sleep(1_200)));
        Assert.Equal("TimeLimit", server.ServerDomain.Fault!.Code);
        Assert.Contains("its budget is 100 ms", server.ServerDomain.Fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_cannot_be_condemned() =>
        Assert.Throws<InvalidOperationException>(() => Domain.Kernel.Condemn("Any", "test"));
}
