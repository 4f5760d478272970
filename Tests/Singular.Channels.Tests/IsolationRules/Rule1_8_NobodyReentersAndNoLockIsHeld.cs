using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_8_NobodyReentersAndNoLockIsHeld
{
    /// <summary>The server calls itself through its client's boundary while a call is open, at once and by way of another server.</summary>
    [Fact]
    public void A_re_entrant_call_is_a_protocol_error()
    {
        var refusals = new List<string>();
        ITrouble? outer = null;
        using var inner = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () =>
            refusals.Add(Assert.Throws<ChannelProtocolException>(() => outer!.Life()).Reason)));
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(7, () =>
        {
            if (refusals.Count == 0)
                inner.Client.Do("round");
        }));
        outer = server.Client;
        Assert.Equal(3, server.Client.Do("abc"));
        Assert.Contains("still open", Assert.Single(refusals), StringComparison.Ordinal);
        Assert.Equal(7, server.Client.Life());
        Assert.True(server.ServerDomain.IsAlive && inner.ServerDomain.IsAlive);
    }

    /// <summary>A call that never comes back holds nothing that the kernel, other clients or other servers need.</summary>
    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_callee_that_hangs_holds_no_lock_of_the_kernels(string placement)
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var server = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer(0, () =>
        {
            entered.Set();
            go.Wait();
        }));
        using var neighbour = PlacedServer<ITrouble>.Place(placement, () => new TroubleServer());
        var stuck = new Thread(() => Record.Exception(() => server.Client.Do("for ever")));
        stuck.Start();
        entered.Wait();

        var kernel = new Thread(() =>
        {
            var client = new Domain("Other#0", DomainOptions.None);
            Boundary boundary = GeneratedCode.For<ITrouble>().CreateBoundary(server.Slot, client);
            boundary.Session.Abandon();
            Assert.True(server.Slot.IsUp);
            Assert.Equal(4, neighbour.Client.Do("next"));
            client.Stop();
            server.ServerDomain.Condemn("Any", "by the test");
            server.Slot.Clear();
            server.Slot.GiveUp();
            Assert.Throws<ChannelClosedException>(() => ((ITrouble)(object)boundary).Do("x"));
        });
        kernel.Start();
        Assert.True(kernel.Join(10_000), "the kernel's work is done while the call hangs");
        go.Set();
        Assert.True(stuck.Join(10_000));
    }

    /// <summary>A caller that waits for its turn stops waiting when its own domain dies.</summary>
    [Fact]
    public void A_wait_inside_a_callee_ends_when_its_domain_dies()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var busy = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () =>
        {
            entered.Set();
            go.Wait();
        }));
        using var waits = new ManualResetEventSlim();
        Exception? seen = null;
        using var middle = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () =>
        {
            waits.Set();
            seen = Record.Exception(() => busy.Client.Do("second"));
            throw seen!;
        }));
        var first = new Thread(() => busy.Client.Do("first"));
        first.Start();
        entered.Wait();
        var caller = new Thread(() => Assert.Throws<ChannelFaultException>(() => middle.Client.Do("call")));
        caller.Start();
        waits.Wait();
        Thread.Sleep(20);
        middle.ServerDomain.Condemn("AccessOutsideGrant", "by the test");
        Assert.True(caller.Join(10_000), "the wait ends though the busy server goes on");
        Assert.IsType<ChannelClosedException>(seen);
        Assert.True(busy.ServerDomain.IsAlive);
        go.Set();
        Assert.True(first.Join(10_000));
    }
}
