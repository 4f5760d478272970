using System.Threading.Tasks.Sources;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_6_ATaskOfTheCalleeDoesNotReachTheCaller
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>The server answers with a task source of its own making, waits for the client's continuation, looks at it and runs it when
    /// and as often as it likes.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task What_awaits_is_not_the_client_and_runs_nothing_of_it(string placement)
    {
        var source = new EvilSource();
        using var server = PlacedServer<ILater>.Place(placement, () => new EvilServer(source));
        int client = 0;
        int completions = 0;
        Task<int> task = server.Client.Next().AsTask();
        // What a client's await would do: the continuation is run by whoever completes the task.
        Task after = task.ContinueWith(
            _ =>
            {
                client = Environment.CurrentManagedThreadId;
                Interlocked.Increment(ref completions);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => source.Continuation is not null, 10_000));
        Assert.NotSame(task, source.State);
        Assert.DoesNotContain("Tests", source.State?.GetType().FullName ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("Tests", source.Continuation!.Target?.GetType().FullName ?? "", StringComparison.Ordinal);

        int attacker = 0;
        var thread = new Thread(() =>
        {
            attacker = Environment.CurrentManagedThreadId;
            source.Fire(41);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(41, await task.WaitAsync(TimeSpan.FromSeconds(10)));
        await after;
        Assert.NotEqual(attacker, client);
        source.Fire(42);
        source.Fire(43);
        await Task.Delay(20);
        Assert.Equal((41, 1), (await task, completions));
    }

    /// <summary>The source throws when it is asked for its value.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_source_that_throws_is_a_fault_of_its_server(string placement)
    {
        int reads = NastyException.Reads;
        var source = new EvilSource { Throws = true };
        using var server = PlacedServer<ILater>.Place(placement, () => new EvilServer(source));
        ValueTask<int> task = server.Client.Next();
        Assert.True(SpinWait.SpinUntil(() => source.Continuation is not null, 10_000));
        source.Fire(1);
        Assert.Equal("UnhandledException", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await task)).Code);
        Assert.Equal(reads, NastyException.Reads);
    }

    /// <summary>The source says that it is complete and throws, or says so only at times.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_source_that_lies_about_its_state_harms_only_its_server(string placement)
    {
        var source = new EvilSource { Throws = true, IsComplete = true };
        using var server = PlacedServer<ILater>.Place(placement, () => new EvilServer(source));
        // In one address space the call itself fails; over a channel it is only on its way.
        Assert.Equal("UnhandledException", (await Assert.ThrowsAsync<ChannelFaultException>(async () => await server.Client.Next())).Code);
        Assert.Same(Domain.Kernel, Domain.Current);
    }

    private sealed class EvilSource : IValueTaskSource<int>
    {
        private int _value;

        internal bool Throws { get; init; }

        internal bool IsComplete { get; init; }

        internal Action<object?>? Continuation { get; private set; }

        internal object? State { get; private set; }

        public int GetResult(short token) => Throws ? throw new NastyException() : _value;

        public ValueTaskSourceStatus GetStatus(short token) => IsComplete ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            (State, Continuation) = (state, continuation);

        internal void Fire(int value)
        {
            _value = value;
            Continuation!(State);
        }
    }

    private sealed class EvilServer(EvilSource source) : ILater
    {
        public ValueTask<int> Next() => new(source, 0);

        public ValueTask<Everything> Echo(Everything value, bool now) => new(value);

        public ValueTask<Result<string, Colour>> Text(int length) => new(Colour.Red);

        public void Release(int count)
        {
        }

        public int Waiting() => 0;
    }
}
