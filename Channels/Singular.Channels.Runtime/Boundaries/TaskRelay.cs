using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Stands between a server's task and its client's. The server's is looked at only inside the server's domain (it
/// may be backed by the server's own code); the client's is completed by value in the client's queue, so that no code of
/// the client runs in the server and none of the server's in the client.</summary>
internal sealed class TaskRelay<T>(
    Boundary boundary,
    Domain server,
    int member,
    ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter,
    ResultFilter<T>? filter) : PendingWork
{
    private readonly TaskCompletionSource<T> _completion = new();

    /// <summary>Starts to wait; inside the server's domain.</summary>
    internal ValueTask<T> Begin()
    {
        server.AddPending(this);
        awaiter.UnsafeOnCompleted(OnCompleted);
        return new ValueTask<T>(_completion.Task);
    }

    internal override void Abort()
    {
        boundary.Session.EndPending();
        Post(static state =>
        {
            var relay = (TaskRelay<T>)state!;
            relay._completion.TrySetException(relay.DeathOfServer());
        }, this);
    }

    private ChannelException DeathOfServer() => server.DeathOfCall();

    /// <summary>Called by whoever completed the server's task, on any thread.</summary>
    private void OnCompleted()
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
            if (!server.RemovePending(this))
                return;
            boundary.Session.EndPending();
            Post(state => _completion.TrySetException((ChannelException)state!), boundary.Renamed(reported, server, member));
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
        boundary.Session.EndPending();
        // Here and not in the client's queue: a buffer in the value leaves the server now, also when the client is dead.
        try
        {
            if (filter is not null)
                value = filter(value, server);
        }
        catch (ChannelException refused)
        {
            Post(state => _completion.TrySetException((ChannelException)state!), refused);
            return;
        }
        Post(static state =>
        {
            var (relay, value) = ((TaskRelay<T>, T))state!;
            relay._completion.TrySetResult(value);
        }, (this, value));
    }

    private void Post(SendOrPostCallback work, object? state) => boundary.Session.Client.Scheduler.Post(work, state);
}
