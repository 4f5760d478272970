namespace Singular.Channels.Runtime;

/// <summary>What follows the <c>await</c> of a client's task.</summary>
/// <param name="run">What to do.</param>
/// <param name="state">Its argument.</param>
/// <param name="context">Where the client awaited; null for the queue of the domain that awaited.</param>
/// <param name="token">Of the task.</param>
internal sealed class Continuation(Action<object?> run, object? state, SynchronizationContext? context, short token)
{
    private static readonly SendOrPostCallback s_run = static argument => ((Continuation)argument!).Run();

    private readonly Domain _domain = Domain.Current;
    private int _isClaimed;

    internal short Token => token;

    /// <summary>Whoever gets true posts it.</summary>
    internal bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    internal void Post()
    {
        if (context is not null)
            context.Post(s_run, this);
        else if (ReferenceEquals(_domain, Domain.Kernel))
            ThreadPool.UnsafeQueueUserWorkItem(static next => next.Run(), this, preferLocal: false);
        else
            _domain.Scheduler.Post(s_run, this);
    }

    private void Run() => run(state);
}
