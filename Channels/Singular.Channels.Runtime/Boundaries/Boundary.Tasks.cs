using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Calls that return a task.</content>
public abstract partial class Boundary<TContract>
{
    /// <summary>Counts an asynchronous call before it goes in. Those that go through a channel are counted at both of its ends: by the table of calls that wait
    /// there, and by the ring of completions.</summary>
    /// <exception cref="ChannelProtocolException">Too many are under way.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void BeginPending(ref CallFrame frame, int member)
    {
        if (Carrier is null && !_bound.IsClientEndpoint)
            Count(ref frame, member);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(ref CallFrame frame, int member)
    {
        if (!Session.TryBeginPending())
        {
            throw new ChannelProtocolException(
                Members[member].Name, $"more than {ClientSession.MaxPendingCalls} calls under way at one server");
        }
        frame.Flags |= CallFrameFlags.CountsPending;
    }

    /// <summary>True where the target is the near end of a channel, as far as is known before the call goes in.</summary>
    protected bool IsThroughChannel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bound.IsClientEndpoint;
    }

    /// <summary>The near end of a channel did not send a call that has gone in.</summary>
    /// <remarks>As for <see cref="Fail"/>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void FailSent(int member)
    {
        CallContext context = CallContext.Current;
        ChannelException refusal = context.Refusal!;
        context.Refusal = null;
        FailPlain(member, refusal);
    }

    /// <summary>Takes over a task that the target returned; call it inside the server's domain.</summary>
    /// <param name="frame">The call's own.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="task">The target's task. It does not get out of this library, unless this library made it.</param>
    /// <param name="filter">Checks and rebuilds the value where that comes later; null where every value passes.</param>
    /// <returns>A task of this library, completed in the client's queue. Where the target was done already, the value has not
    /// been filtered yet: see <see cref="Filter"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ValueTask<T> Relay<T>(ref CallFrame frame, int member, ValueTask<T> task, ResultFilter<T>? filter)
    {
        if (frame.Context.Started is { } call)
        {
            Attach(ref frame, member, call, filter);
            return task;
        }
        if (task.IsCompleted)
        {
            T value = task.Result;
            EndPending(ref frame);
            frame.Flags |= CallFrameFlags.IsComplete;
            return new ValueTask<T>(value);
        }
        return RelayLater(ref frame, member, task, filter);
    }

    /// <summary>The same for a call without a frame, which is not counted, and a task that is not done.</summary>
    /// <inheritdoc cref="Relay" path="/param"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected ValueTask<T> RelayPlain<T>(int member, ValueTask<T> task, ResultFilter<T>? filter)
    {
        CallContext context = CallContext.Current;
        CallFrame frame = FrameOf(context, Domain.ById(context.DomainId));
        if (context.Started is { } call)
        {
            Attach(ref frame, member, call, filter);
            return task;
        }
        return RelayLater(ref frame, member, task, filter);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Attach(ref CallFrame frame, int member, PendingCall call, object? filter)
    {
        frame.Context.Started = null;
        EndPending(ref frame);
        call.Attach(this, frame.ServerDomain, member, filter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<T> RelayLater<T>(ref CallFrame frame, int member, ValueTask<T> task, ResultFilter<T>? filter)
    {
        bool isCounted = (frame.Flags & CallFrameFlags.CountsPending) != 0;
        frame.Flags &= ~CallFrameFlags.CountsPending;
        return new TaskRelay<T>(this, frame.ServerDomain, member, task.ConfigureAwait(false).GetAwaiter(), filter, isCounted).Begin();
    }

    /// <summary>Checks and rebuilds the value of a task that <see cref="Relay"/> found completed; call it outside.</summary>
    protected static ValueTask<T> Filter<T>(ref CallFrame frame, ValueTask<T> task, ResultFilter<T> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return (frame.Flags & CallFrameFlags.IsComplete) != 0 ? new ValueTask<T>(filter(task.Result, frame.ServerDomain)) : task;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndPending(ref CallFrame frame)
    {
        if ((frame.Flags & CallFrameFlags.CountsPending) == 0)
            return;
        Session.EndPending();
        frame.Flags &= ~CallFrameFlags.CountsPending;
    }
}
