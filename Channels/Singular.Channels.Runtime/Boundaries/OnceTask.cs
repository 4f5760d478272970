using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Singular.Channels.Runtime;

/// <summary>The state of a client's task, for the object that is its <see cref="IValueTaskSource{TResult}"/>. Its value is taken once, after which the
/// object may be used for another call: each use has a token, and what comes with another one is refused.</summary>
/// <remarks>
/// The value is put in by whoever ends the call. No code of the client runs there: what follows the client's <c>await</c> is posted. A mutable
/// structure: a field that is not copied.
/// </remarks>
internal struct OnceTask<T>
{
    // Stages, in the low half of _state; the token is above them.
    private const int Pending = 0;
    private const int Done = 1;
    private const int Abandoned = 2;
    private const int Taken = 3;
    private const int StageBits = 16;
    private const int StageMask = (1 << StageBits) - 1;

    private int _state;
    private Continuation? _next;

    // That of the first thread that waits. Not the task's object: one that was waited for costs the runtime an entry in a table and a finalizer.
    private object? _gate;
    private Exception? _failure;

    /// <summary>The value, set before <see cref="Finish"/>.</summary>
    internal T Value;

    /// <summary>The task, as the client gets it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ValueTask<T> For(IValueTaskSource<T> source) => new(source, (short)(_state >> StageBits));

    /// <summary>Begins another use; the value of the last one was taken, or nobody was given the task. Not after a failure.</summary>
    /// <returns>False when every token was used. None is used twice, so that a task which somebody has kept never finds the value of a later call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryBegin()
    {
        int state = (_state | StageMask) + 1;
        if (state == 0)
            return false;
        Volatile.Write(ref _state, state);
        return true;
    }

    /// <summary>Ends a use whose task was given to nobody.</summary>
    internal void Withdraw() => Volatile.Write(ref _state, _state | Taken);

    /// <summary>The value is there, or the failure. From here on the object may be used again at any time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Finish(Exception? failure)
    {
        int state = _state;
        if (failure is not null)
            _failure = failure;
        // A full fence, too: whoever waits or awaits says so first and looks at the state then.
        Interlocked.Exchange(ref _state, state | Done);
        if (_next is not null || _gate is not null)
            Tell(state);
    }

    /// <summary>Nobody seems to take the value: the object is not used again.</summary>
    /// <returns>False while it is under way, and when the value was taken after all.</returns>
    internal bool TryAbandon()
    {
        int state = Volatile.Read(ref _state);
        return Stage(state) == Done && Interlocked.CompareExchange(ref _state, (state & ~StageMask) | Abandoned, state) == state;
    }

    internal ValueTaskSourceStatus Status(short token) => StageOf(token) switch
    {
        Pending => ValueTaskSourceStatus.Pending,
        Taken => throw TakenBefore(),
        _ => _failure is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted,
    };

    /// <param name="continuation">What follows.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="token">Of the task.</param>
    /// <param name="flags">Whether it goes back to where it awaited; else it goes to the queue of the domain that awaited.</param>
    internal void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        bool comesBack = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0;
        var next = new Continuation(continuation, state, comesBack ? SynchronizationContext.Current : null, token);
        Continuation? present;
        do
        {
            if (StageOf(token) == Taken)
                throw TakenBefore();
            present = Volatile.Read(ref _next);
            // One with another token is in the way of nobody: it came too late for its own use.
            if (present is not null && present.Token == token)
                throw TakenBefore();
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _next, next, present), present));
        int stage = StageOf(token);
        // Whoever ends the call may have seen it, or not.
        if (stage == Pending || !next.TryClaim())
            return;
        if (stage == Taken)
            throw TakenBefore();
        next.Post();
    }

    /// <summary>Takes the value if it is there and nobody has waited for it, as <see cref="Take"/> does.</summary>
    /// <param name="token">Of the task.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when nothing was taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake(short token, out T value)
    {
        int state = (ushort)token << StageBits;
        // Whoever begins to wait after this look, against the rule, is told by Finish, or finds that the value was taken; what it leaves behind, the next
        // use forgets.
        if (_next is not null || _gate is not null || _failure is not null
            || Interlocked.CompareExchange(ref _state, state | Taken, state | Done) != (state | Done))
        {
            value = default!;
            return false;
        }
        value = Value;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Value = default!;
        return true;
    }

    /// <summary>Takes the value, waiting for it.</summary>
    /// <param name="token">Of the task.</param>
    /// <param name="failure">To throw instead; null where there is a value.</param>
    /// <param name="isLast">False: the object can be used again now. One that has a failure, or was given up, is not.</param>
    /// <exception cref="ChannelProtocolException">It was taken before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Take(short token, out Exception? failure, out bool isLast)
    {
        isLast = false;
        int state = (ushort)token << StageBits;
        if (Interlocked.CompareExchange(ref _state, state | Taken, state | Done) != (state | Done))
            isLast = TakeSlowly(token);
        if (_next is not null || _gate is not null)
            Forget();
        failure = _failure;
        isLast |= failure is not null;
        T value = Value;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Value = default!;
        return value;
    }

    /// <returns>True when the object is not used again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakeSlowly(short token)
    {
        while (true)
        {
            int stage = StageOf(token);
            if (stage == Taken)
                throw TakenBefore();
            if (stage == Pending)
                WaitUntilDone(token);
            else if (Interlocked.CompareExchange(ref _state, StateOf(token, Taken), StateOf(token, stage)) == StateOf(token, stage))
                return stage == Abandoned;
        }
    }

    private void WaitUntilDone(short token)
    {
        // First say that somebody waits, then look: whoever ends the call says so first and looks for waiters then.
        object own = CallContext.Current.WaitGate;
        object gate = Interlocked.CompareExchange(ref _gate, own, null) ?? own;
        lock (gate)
        {
            while (StageOf(token) == Pending)
                Monitor.Wait(gate);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tell(int state)
    {
        // Both may be those of a later use by now: that continuation has another token, and who waits looks again.
        if (_gate is { } gate)
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }
        if (_next is { } next && StateOf(next.Token, Pending) == state && next.TryClaim())
            next.Post();
    }

    /// <summary>Lets go what the use that ends has left. Others that wait for the same task, against the rule, find that it was taken.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget()
    {
        _next = null;
        object? gate = _gate;
        _gate = null;
        if (gate is null)
            return;
        lock (gate)
            Monitor.PulseAll(gate);
    }

    /// <returns>Of the use with the token; <see cref="Taken"/> when it is over.</returns>
    private int StageOf(short token)
    {
        int state = Volatile.Read(ref _state);
        return (short)(state >> StageBits) == token ? Stage(state) : Taken;
    }

    private static int Stage(int state) => state & StageMask;

    private static int StateOf(short token, int stage) => ((ushort)token << StageBits) | stage;

    private static ChannelProtocolException TakenBefore() =>
        new("a task", "its value was taken before, or somebody waits for it: the task of a call is awaited once");
}
