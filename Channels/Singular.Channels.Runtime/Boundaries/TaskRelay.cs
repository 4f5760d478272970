using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Singular.Channels.Runtime;

/// <summary>Stands between a server's task and its client's. The server's is looked at only inside the server's domain (it
/// may be backed by the server's own code); the client's is completed by value in the client's queue, so that no code of
/// the client runs in the server and none of the server's in the client.</summary>
/// <param name="boundary">The client's.</param>
/// <param name="server">Whose task it is.</param>
/// <param name="member">Number of the member.</param>
/// <param name="awaiter">Of the server's task.</param>
/// <param name="filter">Checks and rebuilds the value; null where every value passes.</param>
/// <param name="isCounted">The call is counted as under way in the boundary's session.</param>
internal sealed class TaskRelay<T>(
    Boundary boundary,
    Domain server,
    int member,
    ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter,
    ResultFilter<T>? filter,
    bool isCounted) : PendingWork, IValueTaskSource<T>
{
    private OnceTask<T> _task;

    /// <summary>Starts to wait; inside the server's domain.</summary>
    internal ValueTask<T> Begin()
    {
        server.AddPending(this);
        awaiter.UnsafeOnCompleted(OnServersCompleted);
        return _task.For(this);
    }

    internal override void Abort() => Finish(server.DeathOfCall());

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _task.Status(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _task.OnCompleted(continuation, state, token, flags);

    T IValueTaskSource<T>.GetResult(short token)
    {
        T value = _task.Take(token, out Exception? failure, out _);
        return failure is null ? value : throw failure;
    }

    /// <summary>Called by whoever completed the server's task, on any thread.</summary>
    private void OnServersCompleted()
    {
        CallContext context = CallContext.Current;
        if (context.DomainId == server.Id && Volatile.Read(ref server.Entry.Owner) == context.Id)
            Collect();
        else
            server.Scheduler.Post(static state => ((TaskRelay<T>)state!).Collect(), this);
    }

    private void Collect()
    {
        T value;
        try
        {
            value = awaiter.GetResult();
        }
        catch (ChannelException reported) when (boundary.LeadsOn)
        {
            if (server.RemovePending(this))
                Finish(boundary.Renamed(reported, server, member));
            return;
        }
        catch (Exception e)
        {
            // The domain's death aborts this relay like every other that waits for it.
            server.CondemnFor(e, $"in the task of {boundary.Shapes[member].Name}");
            return;
        }
        if (!server.RemovePending(this))
            return;
        // Here and not in the client's queue: a buffer in the value leaves the server now, also when the client is dead.
        ChannelException? refusal = null;
        try
        {
            _task.Value = filter is null ? value : filter(value, server);
        }
        catch (ChannelException refused)
        {
            refusal = refused;
        }
        Finish(refusal);
    }

    private void Finish(ChannelException? failure)
    {
        if (isCounted)
            boundary.Session.EndPending();
        _task.Finish(failure);
    }
}
