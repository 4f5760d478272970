using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Coming in and going out. The owner word is taken and given back with one atomic operation each; everything that
/// is not the plain case sets a bit of <see cref="EntryWord.Attention"/> and takes the slow way.</content>
public sealed partial class Domain
{
    /// <summary>The domain is dead.</summary>
    internal const int AttentionDead = 1;

    /// <summary>Somebody waits to enter, or for the domain to be empty.</summary>
    internal const int AttentionWaited = 2;

    /// <summary>The domain's code must run under its synchronisation context.</summary>
    internal const int AttentionContext = 4;

    /// <summary>The domain stands for a process that may be waiting for a request of its own: who enters must not be what that one waits for.</summary>
    internal const int AttentionProcess = 8;

    /// <summary>How long a wait lasts before it looks again whether the caller's own domain has died.</summary>
    private const int WaitSliceMilliseconds = 50;

    /// <summary>Index in the registry; never used again for another domain (8 bytes stay behind for each restart).</summary>
    internal readonly int Id;

    internal readonly DomainSynchronizationContext Context;

    /// <summary>Who is inside, and what is out of the ordinary.</summary>
    internal EntryWord Entry;

    /// <summary><see cref="CallContext.DomainId"/> of the thread inside before its call came in; of a call without a <see cref="CallFrame"/>.</summary>
    internal int CallerId;

    /// <summary>Threads inside calls of contracts that are marked concurrent.</summary>
    internal int ConcurrentCalls;

    internal long CallNumber;

    /// <summary>Time limit of the newest call in milliseconds; 0 for the domain's own work, which no contract limits.</summary>
    internal int OpenLimit;

    /// <summary>Time limit for a piece of the domain's own work in milliseconds, where no call's holds; 0 for none. Set when the
    /// constructor has returned, whose time is limited otherwise.</summary>
    public int WorkLimit { get; set; }

    /// <summary>Runs work inside the domain on this thread, serialised with the calls into it: an interrupt handler, a
    /// timer.</summary>
    /// <returns><see cref="RunOutcome.Died"/> when the domain was dead or died of it (also when the work came back normally
    /// from a domain that was condemned meanwhile).</returns>
    /// <exception cref="InvalidOperationException">This thread is inside the domain already.</exception>
    public RunOutcome TryRun(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunInside(static state => ((Action)state!)(), work);
    }

    internal RunOutcome RunInside(SendOrPostCallback work, object? state)
    {
        CallContext context = CallContext.Current;
        bool serialised = !ReferenceEquals(this, Kernel);
        if (serialised)
        {
            switch (Enter(context))
            {
                case EntryOutcome.Reentrant:
                    throw new InvalidOperationException($"This thread is inside {Name} already.");
                case EntryOutcome.Cyclic:
                    throw new InvalidOperationException($"{Name} waits for this thread.");
                case not EntryOutcome.Entered:
                    return RunOutcome.Died;
            }
        }
        CallNumber++;
        OpenLimit = 0;
        int callerId = context.DomainId;
        SynchronizationContext? callerContext = SynchronizationContext.Current;
        context.DomainId = Id;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            work(state);
        }
        catch (Exception e)
        {
            if (!serialised)
                throw;
            CondemnFor(e, "in work of its own scheduler");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(callerContext);
            context.DomainId = callerId;
            if (serialised)
                Exit();
        }
        return IsAlive ? RunOutcome.Done : RunOutcome.Died;
    }

    /// <summary>Becomes the owner, waiting as long as it takes; on <see cref="EntryOutcome.Entered"/> the domain was alive
    /// after it became owned, so whoever ends it from then on sees a thread inside.</summary>
    internal EntryOutcome Enter(CallContext context)
    {
        if (Interlocked.CompareExchange(ref Entry.Owner, context.Id, 0) != 0)
        {
            EntryOutcome outcome = EnterContended(context);
            if (outcome != EntryOutcome.Entered)
                return outcome;
        }
        if (!IsAlive)
        {
            Exit();
            return EntryOutcome.Dead;
        }
        return EntryOutcome.Entered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private EntryOutcome EnterContended(CallContext context)
    {
        if (Volatile.Read(ref Entry.Owner) == context.Id)
            return EntryOutcome.Reentrant;
        Domain caller = ById(context.DomainId);
        context.WaitsFor = this;
        try
        {
            return WaitForTurn(context, caller);
        }
        finally
        {
            context.WaitsFor = null;
        }
    }

    private EntryOutcome WaitForTurn(CallContext context, Domain caller)
    {
        long start = Environment.TickCount64;
        lock (_gate)
        {
            while (true)
            {
                if (!IsAlive)
                    return EntryOutcome.Dead;
                // First say that somebody waits, then try: whoever leaves gives the word back first and looks for waiters
                // then, so one of the two sees the other.
                Interlocked.Or(ref Entry.Attention, AttentionWaited);
                if (Interlocked.CompareExchange(ref Entry.Owner, context.Id, 0) == 0)
                    return EntryOutcome.Entered;
                if (!caller.IsAlive)
                    return EntryOutcome.CallerDead;
                if (WaitGraph.Look(context, this, Environment.TickCount64 - start) == CircleOutcome.Circle)
                    return EntryOutcome.Cyclic;
                Monitor.Wait(_gate, WaitSliceMilliseconds);
            }
        }
    }

    /// <summary>Gives the owner word back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        Interlocked.Exchange(ref Entry.Owner, 0);
        if ((Entry.Attention & AttentionWaited) != 0)
            WakeWaiters();
    }

    internal void BeginConcurrent()
    {
        Interlocked.Increment(ref ConcurrentCalls);
        Interlocked.Increment(ref CallNumber);
    }

    internal void EndConcurrent()
    {
        Interlocked.Decrement(ref ConcurrentCalls);
        if ((Entry.Attention & AttentionWaited) != 0)
            WakeWaiters();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void WakeWaiters()
    {
        lock (_gate)
        {
            // Those who still wait set it again before they sleep.
            Interlocked.And(ref Entry.Attention, ~AttentionWaited);
            Monitor.PulseAll(_gate);
        }
    }
}
