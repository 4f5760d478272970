using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

public sealed class TaskTests
{
    private static readonly Everything s_value = new("name", default(Scalars) with { Letter = 'x' }, new Choice(Colour.Red, Signed.Zero, Wide.Small, Access.None), "");

    public static TheoryData<string> Placements => ["kernel", "process"];

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Many_calls_are_under_way_and_complete_by_value(string placement)
    {
        var later = new LaterServer();
        using var server = PlacedServer<ILater>.Place(placement, () => later);
        for (int round = 0; round < 5; round++)
        {
            ValueTask<int>[] tasks = [.. Enumerable.Range(0, ClientSession.MaxPendingCalls).Select(_ => server.Client.Next())];
            Assert.All(tasks, task => Assert.False(task.IsCompleted));
            Assert.Contains("under way", Assert.Throws<ChannelProtocolException>(() => server.Client.Next()).Reason);
            Assert.Equal(ClientSession.MaxPendingCalls, server.Client.Waiting());
            server.Client.Release(1000);
            for (int i = 0; i < tasks.Length; i++)
                Assert.Equal(round * tasks.Length + i, await tasks[i]);
        }
        Assert.False(later.StrayedFromDomain);
        Assert.True(server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Values_are_complete_at_once_or_later(string placement)
    {
        var later = new LaterServer();
        using var server = PlacedServer<ILater>.Place(placement, () => later);
        ValueTask<Everything> now = server.Client.Echo(s_value, true);
        // Over a channel the request is only on its way.
        Assert.True(now.IsCompleted || placement == "process");
        Assert.Equal(s_value, await now);
        for (int i = 0; i < 100; i++)
            Assert.Equal(s_value, await server.Client.Echo(s_value, false));
        Assert.False(later.StrayedFromDomain);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Large_values_come_too(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        foreach (int length in new[] { 0, 10, 117, 118, 119, 120, 1_000, 32_768 })
            Assert.Equal(length, (await server.Client.Text(length)).Value.Length);
        Assert.Equal(Colour.Black, (await server.Client.Text(-1)).Error);
        Assert.Equal("InvalidResult", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await server.Client.Text(32_769))).Code);
    }

    /// <summary>In one address space a value that was there at once is a value, which may be read again.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_task_is_awaited_once(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        ValueTask<int> task = server.Client.Next();
        server.Client.Release(1);
        Assert.Equal(0, await task);
        await Assert.ThrowsAsync<ChannelProtocolException>(async () => await task);
        // Calls that follow, which may be made by the same object, are not found by it.
        ValueTask<int>[] next = [.. Enumerable.Range(0, ClientSession.MaxPendingCalls).Select(_ => server.Client.Next())];
        await Assert.ThrowsAsync<ChannelProtocolException>(async () => await task);
        server.Client.Release(1000);
        for (int i = 0; i < next.Length; i++)
            Assert.Equal(1 + i, await next[i]);
        Assert.Throws<ChannelProtocolException>(() => task.GetAwaiter().GetResult());
        Assert.All(next, taken => Assert.Throws<ChannelProtocolException>(() => taken.IsCompleted));
        Assert.True(server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Tasks_that_nobody_awaits_do_not_use_up_the_calls_under_way(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        var left = new List<ValueTask<int>>();
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < ClientSession.MaxPendingCalls; i++)
                left.Add(server.Client.Next());
            server.Client.Release(1000);
            Assert.True(SpinWait.SpinUntil(() => left.TrueForAll(static task => task.IsCompleted), 10_000));
        }
        // Only a part of them, and late.
        for (int i = 0; i < left.Count; i += 3)
            Assert.Equal(i, await left[i]);
        ValueTask<Everything> last = server.Client.Echo(s_value, false);
        Assert.Equal(s_value, await last);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Values_go_to_those_who_called_from_many_threads(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(number => new Thread(() =>
        {
            for (int i = 0; i < 150; i++)
            {
                ValueTask<Everything>[] tasks = [.. Enumerable.Range(0, 8).Select(place => server.Client.Echo(s_value with { Name = $"{number} {i} {place}" }, (i + place) % 2 == 0))];
                for (int place = 0; place < tasks.Length; place++)
                {
                    // Some are left.
                    if ((i + place) % 11 != 0 && tasks[place].AsTask().GetAwaiter().GetResult().Name != $"{number} {i} {place}")
                        Interlocked.Increment(ref wrong);
                }
                if (i % 4 == 0 && server.Client.Text(number * 10).AsTask().GetAwaiter().GetResult().Value.Length != number * 10)
                    Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        Assert.All(threads, thread => Assert.True(thread.Join(60_000), "the thread ends"));
        Assert.Equal(0, wrong);
    }

    /// <summary>A server dies while some tasks were taken, some are over and some under way; each ends once, and the next life has nothing of them.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_death_ends_each_task_that_was_not_over(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        ValueTask<int>[] tasks = [.. Enumerable.Range(0, 30).Select(_ => server.Client.Next())];
        server.Client.Release(20);
        for (int i = 0; i < 10; i++)
            Assert.Equal(i, await tasks[i]);
        Assert.True(SpinWait.SpinUntil(() => tasks[10..20].All(static task => task.IsCompleted), 10_000));
        server.ServerDomain.Condemn("TestFault", "a test");
        server.Restart();
        ValueTask<int>[] next = [.. Enumerable.Range(0, 30).Select(_ => server.Client.Next())];
        for (int i = 10; i < 20; i++)
            Assert.Equal(i, await tasks[i]);
        for (int i = 20; i < 30; i++)
            Assert.Equal("TestFault", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await tasks[i])).Code);
        server.Client.Release(30);
        for (int i = 0; i < 30; i++)
            Assert.InRange(await next[i], 0, 29);
        foreach (ValueTask<int> task in tasks)
            await Assert.ThrowsAsync<ChannelProtocolException>(async () => await task);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Calls_under_way_hear_of_the_death_of_their_server(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        ValueTask<int>[] tasks = [.. Enumerable.Range(0, 5).Select(_ => server.Client.Next())];
        server.ServerDomain.Condemn("TestFault", "a test");
        foreach (ValueTask<int> task in tasks)
            Assert.Equal("TestFault", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await task)).Code);
        Assert.Throws<ChannelClosedException>(() => server.Client.Next());
    }

    [Fact]
    public async Task A_fault_in_the_far_process_reaches_calls_under_way()
    {
        using var server = new BehindChannel<ILater>(() => new LaterServer(), DomainOptions.UsesAwait);
        ValueTask<int>[] tasks = [.. Enumerable.Range(0, 5).Select(_ => server.Client.Next())];
        // Requests are carried out in order, so all five are with the server when this one is answered.
        Assert.Equal(5, server.Client.Waiting());
        server.FarServer.Condemn("TestFault", "a test");
        foreach (ValueTask<int> task in tasks)
            Assert.Equal("TestFault", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await task)).Code);
        Assert.Equal("TestFault", server.ServerDomain.Fault!.Code);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_client_that_awaits_goes_on_in_its_own_domain(string placement)
    {
        using var server = PlacedServer<ILater>.Place(placement, () => new LaterServer());
        var where = new List<Domain>();
        using var done = new ManualResetEventSlim();
        async Task Talk()
        {
            where.Add(Domain.Current);
            await server.Client.Echo(s_value, false);
            where.Add(Domain.Current);
            await server.Client.Text(5);
            where.Add(Domain.Current);
            done.Set();
        }

        Assert.Equal(RunOutcome.Done, server.ClientDomain.TryRun(() => _ = Talk()));
        Assert.True(done.Wait(5_000));
        Assert.Equal([server.ClientDomain, server.ClientDomain, server.ClientDomain], where);
    }

    [Fact]
    public void An_exception_in_a_task_is_a_fault()
    {
        using var server = PlacedServer<ILater>.Place("kernel", () => new FailingLater());
        Assert.Equal("UnhandledException", Assert.Throws<ChannelFaultException>(() => server.Client.Next().AsTask().GetAwaiter().GetResult()).Code);
        using var other = PlacedServer<ILater>.Place("kernel", () => new FailingLater());
        Assert.Equal("UnhandledException", Assert.Throws<ChannelFaultException>(() => other.Client.Text(0).AsTask().GetAwaiter().GetResult()).Code);
    }

    /// <summary>Fails at once, and later.</summary>
    private sealed class FailingLater : ILater
    {
        public ValueTask<int> Next() => new(Task.FromException<int>(new NastyException()));

        public ValueTask<Everything> Echo(Everything value, bool now) => default;

        public async ValueTask<Result<string, Colour>> Text(int length)
        {
            await Task.Delay(1);
            throw new NastyException();
        }

        public void Release(int count)
        {
        }

        public int Waiting() => 0;
    }
}
