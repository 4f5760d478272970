using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

/// <summary>Calls that keep nothing in a frame: what they need on the way out is found through the thread and the domain. Each with a server whose calls take
/// the fast way and with one whose code awaits, so that they never do.</summary>
public sealed class PlainCallTests
{
    private const int Deaths = 100;

    public static TheoryData<DomainOptions> Options => [DomainOptions.None, DomainOptions.UsesAwait];

    public static TheoryData<DomainOptions, DomainOptions> Pairs
    {
        get
        {
            var pairs = new TheoryData<DomainOptions, DomainOptions>();
            foreach (DomainOptions outer in new[] { DomainOptions.None, DomainOptions.UsesAwait })
            {
                foreach (DomainOptions inner in new[] { DomainOptions.None, DomainOptions.UsesAwait })
                    pairs.Add(outer, inner);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_fault_two_calls_deep_is_that_of_the_inner_server(DomainOptions outerOptions, DomainOptions innerOptions)
    {
        using var inner = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(), innerOptions);
        List<(Domain Domain, SynchronizationContext? Context)> seen = [];
        void See() => seen.Add((Domain.Current, SynchronizationContext.Current));
        string? code = null;
        var outerServer = new TroubleServer(3, () =>
        {
            See();
            code = Assert.Throws<ChannelFaultException>(() => inner.Client.Do("throw")).Code;
            See();
        });
        using var outer = PlacedServer<ITrouble>.Place("kernel", () => outerServer, outerOptions);
        SynchronizationContext? before = SynchronizationContext.Current;

        Assert.Equal(3, outer.Client.Life());

        Assert.Equal("UnhandledException", code);
        Assert.False(inner.ServerDomain.IsAlive);
        Assert.True(outer.ServerDomain.IsAlive);
        Assert.Same(outer.ServerDomain, seen[0].Domain);
        Assert.Equal(seen[0], seen[1]);
        AssertOutside(before, inner.ServerDomain, outer.ServerDomain);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_fault_after_an_inner_call_is_that_of_the_outer_server(DomainOptions outerOptions, DomainOptions innerOptions)
    {
        using var inner = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(), innerOptions);
        using var outer = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(0, () => inner.Client.Do("quiet")), outerOptions);
        SynchronizationContext? before = SynchronizationContext.Current;

        Assert.Throws<ChannelFaultException>(() => outer.Client.Do("throw"));

        Assert.True(inner.ServerDomain.IsAlive);
        Assert.False(outer.ServerDomain.IsAlive);
        AssertOutside(before, inner.ServerDomain, outer.ServerDomain);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void A_refused_member_leaves_everything_as_it_was(DomainOptions options)
    {
        using var server = PlacedServer<IHouse>.Place("kernel", () => new HouseServer(), options);
        IDoor door = server.Client.Enter("");
        SynchronizationContext? before = SynchronizationContext.Current;

        Assert.Throws<ChannelProtocolException>(() => door.Open());

        AssertOutside(before, server.ServerDomain);
        Assert.True(door.IsLocked());
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void What_a_condemned_server_returns_is_not_used(DomainOptions options)
    {
        using var server = PlacedServer<ITrouble>.Place("kernel", () => new TroubleServer(), options);
        SynchronizationContext? before = SynchronizationContext.Current;

        Assert.Equal("AccessOutsideGrant", Assert.Throws<ChannelFaultException>(() => server.Client.Do("condemn")).Code);

        AssertOutside(before, server.ServerDomain);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Who_waits_goes_in_when_the_one_before_comes_out(DomainOptions options)
    {
        using var inside = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        using var server = PlacedServer<ITrouble>.Place(
            "kernel",
            () => new TroubleServer(9, () =>
            {
                inside.Release();
                goOn.Wait();
            }),
            options);
        var first = new Thread(() => server.Client.Life());
        first.Start();
        Assert.True(inside.Wait(5_000));
        int life = 0;
        var second = new Thread(() => life = server.Client.Life());
        second.Start();
        Assert.True(SpinWait.SpinUntil(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin), 5_000));
        Assert.False(inside.Wait(20));
        goOn.Release(2);
        first.Join();
        second.Join();

        Assert.Equal(9, life);
        Assert.Equal(0, server.ServerDomain.ThreadsInside);
        // The next one takes the fast way again.
        goOn.Release();
        Assert.Equal(9, server.Client.Life());
        Assert.Equal(0, server.ServerDomain.Entry.Whole & 0xFFFF_FFFFL);
        Assert.Equal(options == DomainOptions.None ? 0 : Domain.AttentionContext, server.ServerDomain.Entry.Attention);
    }

    /// <summary>Whoever ends a domain says so first and looks who is inside then; whoever calls goes in first and looks then. One of the two sees the other.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void Nobody_is_inside_a_domain_that_was_ended_and_found_empty(DomainOptions options)
    {
        int lives = 0;
        int inside = 0;
        var server = new TroubleServer(1, () =>
        {
            Interlocked.Increment(ref inside);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside);
        });
        using var placed = PlacedServer<ITrouble>.Place("kernel", () => server, options);
        bool over = false;
        int answered = 0;
        Thread[] callers =
        [
            .. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                while (!Volatile.Read(ref over))
                {
                    try
                    {
                        placed.Client.Do("quiet");
                        Interlocked.Increment(ref answered);
                    }
                    catch (ChannelException)
                    {
                        // Between two lives.
                    }
                }
            })),
        ];
        foreach (Thread caller in callers)
            caller.Start();
        while (lives < Deaths)
        {
            int before = Volatile.Read(ref answered);
            SpinWait.SpinUntil(() => Volatile.Read(ref answered) != before, 1_000);
            placed.ServerDomain.Stop();
            Assert.True(placed.ServerDomain.WaitUntilEmpty(TimeSpan.FromSeconds(10)));
            Assert.Equal(0, Volatile.Read(ref inside));
            placed.Restart();
            lives++;
        }
        Volatile.Write(ref over, true);
        foreach (Thread caller in callers)
            caller.Join();
        Assert.True(answered >= Deaths / 2, $"only {answered} calls were answered in {Deaths} lives");
    }

    private static void AssertOutside(SynchronizationContext? context, params Domain[] domains)
    {
        Assert.Same(Domain.Kernel, Domain.Current);
        Assert.Same(context, SynchronizationContext.Current);
        Assert.All(domains, domain => Assert.Equal(0, domain.ThreadsInside));
    }
}
