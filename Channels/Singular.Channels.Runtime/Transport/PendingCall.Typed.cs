using System.Threading.Tasks.Sources;

namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call over a channel, and the task that its client gets: one object for both, so that a call with many
/// under way costs little.</summary>
/// <remarks>
/// The value is put in by the thread that takes completions. It runs no code of the client: what follows the client's
/// <c>await</c> is posted to where it awaited, or to the queue of the domain that awaited. Unlike most sources of a <see cref="ValueTask{TResult}"/> this one may be awaited more than once and
/// waited for, because a task of a driver in the same address space may, too.
/// </remarks>
/// <param name="decoder">Reads the value.</param>
internal sealed class PendingCall<T>(WireDecoder<T> decoder) : PendingCall, IValueTaskSource<T>
{
    // Stages of _stage. A completion can come before the boundary has taken the call over.
    private const int Sent = 0;
    private const int Attached = 1;
    private const int CameEarly = 2;

    // What follows, newest first; Done when nothing can be added any more.
    private object? _last;
    private Boundary? _boundary;
    private Domain? _server;
    private ResultFilter<T>? _filter;
    private int _member;
    private T _value = default!;

    /// <summary>What the channel said instead of a value; the death of the server may have come first.</summary>
    private Exception? _reported;
    private Exception? _failure;
    private int _stage;
    private volatile bool _isDone;

    // That of the first thread that waits. Not this object: one that was waited for costs the runtime an entry in a table and a finalizer.
    private object? _gate;

    /// <summary>Makes it the task of a boundary's client; called on the client's way out of the boundary.</summary>
    internal ValueTask<T> Attach(Boundary boundary, Domain server, int member, ResultFilter<T>? filter)
    {
        _boundary = boundary;
        _server = server;
        _member = member;
        _filter = filter;
        if (Interlocked.CompareExchange(ref _stage, Attached, Sent) == CameEarly)
            Deliver();
        return new ValueTask<T>(this, 0);
    }

    internal override void Complete(ref WireReader reader, ClientChannel channel)
    {
        _value = decoder(ref reader, channel);
        reader.ReadEnd();
        Arrive();
    }

    internal override void Fail(Exception exception)
    {
        _reported = exception;
        Arrive();
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) =>
        !_isDone ? ValueTaskSourceStatus.Pending : _failure is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        bool comesBack = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0;
        var next = new Continuation(continuation, state, comesBack ? SynchronizationContext.Current : null);
        object? last;
        do
        {
            last = Volatile.Read(ref _last);
            if (ReferenceEquals(last, Done))
            {
                Post(next);
                return;
            }
            next.Previous = (Continuation?)last;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _last, next, last), last));
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        if (!_isDone)
            WaitUntilDone();
        return _failure is null ? _value : throw _failure;
    }

    private void WaitUntilDone()
    {
        // First say that somebody waits, then look: whoever ends the call says so first and looks for waiters then.
        object own = CallContext.Current.WaitGate;
        object gate = Interlocked.CompareExchange(ref _gate, own, null) ?? own;
        lock (gate)
        {
            while (!_isDone)
                Monitor.Wait(gate);
        }
    }

    private void Arrive()
    {
        if (Interlocked.CompareExchange(ref _stage, CameEarly, Sent) == Attached)
            Deliver();
    }

    private void Deliver()
    {
        _boundary!.Session.EndPending();
        Finish(_reported is null ? Filter() : _boundary.Renamed(_reported, _server!, _member));
    }

    private void Finish(Exception? failure)
    {
        _failure = failure;
        _isDone = true;
        // A full fence, too: see WaitUntilDone.
        var last = (Continuation?)Interlocked.Exchange(ref _last, Done);
        if (_gate is { } gate)
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }
        if (last is not null)
            PostAll(last);
    }

    private void PostAll(Continuation last)
    {
        if (last.Previous is { } previous)
            PostAll(previous);
        Post(last);
    }

    /// <summary>Checks the value and rebuilds it where buffers or endpoints are in it: a buffer leaves the server now, also when
    /// nobody takes the value.</summary>
    private ChannelException? Filter()
    {
        try
        {
            if (_filter is not null)
                _value = _filter(_value, _server!);
            return null;
        }
        catch (ChannelException refused)
        {
            return refused;
        }
    }

    private void Post(Continuation next)
    {
        if (next.Context is { } context)
            context.Post(Continuation.Run, next);
        else if (ReferenceEquals(next.Domain, Domain.Kernel))
            ThreadPool.UnsafeQueueUserWorkItem(static state => Continuation.Run(state), next, preferLocal: false);
        else
            next.Domain.Scheduler.Post(Continuation.Run, next);
    }

    /// <summary>What to do when the value has come.</summary>
    private sealed class Continuation(Action<object?> run, object? state, SynchronizationContext? context)
    {
        /// <summary>Does what a continuation, given as the argument, says.</summary>
        internal static SendOrPostCallback Run { get; } = static argument => ((Continuation)argument!).Invoke();

        /// <summary>The one that was added before.</summary>
        internal Continuation? Previous { get; set; }

        /// <summary>Where the client awaited; null where it did not say.</summary>
        internal SynchronizationContext? Context => context;

        /// <summary>Whose code awaited.</summary>
        internal Domain Domain { get; } = Domain.Current;

        private void Invoke() => run(state);
    }
}
