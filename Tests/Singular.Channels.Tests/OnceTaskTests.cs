using System.Threading.Tasks.Sources;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests;

/// <summary>The state of a task whose value is taken once.</summary>
public class OnceTaskTests
{
    [Fact]
    public void One_of_many_threads_gets_the_value_and_the_others_are_told()
    {
        for (int round = 0; round < 300; round++)
        {
            var source = new Source();
            ValueTask<int> task = source.Task;
            int taken = 0;
            int refused = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    Assert.Equal(round, task.GetAwaiter().GetResult());
                    Interlocked.Increment(ref taken);
                }
                catch (ChannelProtocolException)
                {
                    Interlocked.Increment(ref refused);
                }
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            Thread.SpinWait(round * 20);
            source.Finish(round);
            Assert.All(threads, thread => Assert.True(thread.Join(10_000), "the thread ends"));
            Assert.Equal((1, 3), (taken, refused));
        }
    }

    /// <summary>Each value goes to the task of its own use, while both sides race and the object is used for the next call as soon as it can be.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_and_tasks_of_one_object_meet(bool awaits)
    {
        var source = new Source();
        using var begun = new SemaphoreSlim(0);
        var completer = new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                begun.Wait();
                source.Finish(i);
            }
        });
        completer.Start();
        ValueTask<int>? before = null;
        for (int i = 0; i < 20_000; i++)
        {
            ValueTask<int> task = source.Task;
            begun.Release();
            if (before is { } old && i % 64 == 0)
                Assert.Throws<ChannelProtocolException>(() => old.GetAwaiter().OnCompleted(static () => Assert.Fail("A task that was taken goes on.")));
            Assert.Equal(i, awaits ? await task : Take(task));
            before = task;
            Assert.True(source.TryBegin());
        }
        completer.Join();
    }

    [Fact]
    public async Task A_task_is_awaited_by_one()
    {
        var source = new Source();
        ValueTask<int> task = source.Task;
        Task<int> first = task.AsTask();
        Assert.Throws<ChannelProtocolException>(() => task.GetAwaiter().OnCompleted(() => { }));
        source.Finish(3);
        Assert.Equal(3, await first);
        await Assert.ThrowsAsync<ChannelProtocolException>(async () => await task);
    }

    [Fact]
    public void A_failure_is_taken_once_too()
    {
        var source = new Source();
        ValueTask<int> task = source.Task;
        source.Fail();
        Assert.True(task.IsFaulted);
        Assert.Throws<ChannelClosedException>(() => Take(task));
        Assert.Throws<ChannelProtocolException>(() => Take(task));
    }

    private static int Take(ValueTask<int> task) => task.GetAwaiter().GetResult();

    private sealed class Source : IValueTaskSource<int>
    {
        private OnceTask<int> _task;

        internal ValueTask<int> Task => _task.For(this);

        public int GetResult(short token)
        {
            int value = _task.Take(token, out Exception? failure, out bool isLast);
            Assert.Equal(failure is not null, isLast);
            return failure is null ? value : throw failure;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _task.Status(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _task.OnCompleted(continuation, state, token, flags);

        internal void Finish(int value)
        {
            _task.Value = value;
            _task.Finish(null);
        }

        internal void Fail() => _task.Finish(new ChannelClosedException("nobody"));

        internal bool TryBegin() => _task.TryBegin();
    }
}
