using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>What the boundaries keep of one thread. Everything that a call needs of its thread lies here, so that the fast path
/// makes one thread-local access. Generated code passes it on and reads nothing of it.</summary>
public sealed class CallContext
{
    [ThreadStatic]
    private static CallContext? t_current;

    private static int s_lastId;

    /// <summary>Never 0; owner word of the domains that this thread is in.</summary>
    internal readonly int Id = Interlocked.Increment(ref s_lastId);

    /// <summary><see cref="Domain.Id"/> of the domain whose code this thread runs. A number, not a reference, because it is
    /// written twice in every call and a reference would cost a write barrier each time.</summary>
    internal int DomainId;

    /// <summary>The asynchronous call over a channel that this thread has just sent, on its way to the boundary.</summary>
    internal PendingCall? Started;

    /// <summary>Why the asynchronous call over a channel that this thread was about to send was not, on its way to the boundary.</summary>
    internal ChannelException? Refusal;

    /// <summary>Buffers that this thread carries between a boundary and a channel.</summary>
    internal ParkedBuffers Parked = new();

    /// <summary>The buffers of the domain with the number <see cref="HolderId"/>, in which the thread used some last.</summary>
    internal BufferTable? Holder;

    /// <summary>-1 where there is no <see cref="Holder"/>. Numbers of domains are given once.</summary>
    internal int HolderId = -1;

    /// <summary>The thread takes completions out of a channel: their values wait in tables until somebody asks for them.</summary>
    internal bool TakesCompletions;

    /// <summary>What the thread waits at for a call that is under way.</summary>
    internal object WaitGate => field ??= new();

    /// <summary>The domain in which the thread waits for its turn, or which it is about to enter. Read by other threads.</summary>
    internal volatile Domain? WaitsFor;

    /// <summary>Requests of a channel that the thread has begun to carry out; odd while it carries one. Read by other threads.</summary>
    internal long Carried;

    // Of the calls that this thread has open, innermost last: what was current before each. Not in the frames of the calls,
    // because most calls do not need it.
    private SynchronizationContext?[] _saved = new SynchronizationContext?[4];
    private int _savedCount;

    private CallContext()
    {
    }

    /// <summary>The request that the thread carries was made by a process in a call that it has not answered yet, so that it is part of that call.</summary>
    internal volatile bool CarriesInCall;

    internal bool IsCarrying => (Volatile.Read(ref Carried) & 1) != 0;

    internal static CallContext Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // One variable, or the compiler moves the context from register to register.
            CallContext? context = t_current;
            if (context is null)
                context = Create();
            return context;
        }
    }

    /// <summary>The thread's, if it has one already.</summary>
    internal static CallContext? Present
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current;
    }

    internal void SaveSynchronizationContext()
    {
        if (_savedCount == _saved.Length)
            Array.Resize(ref _saved, 2 * _savedCount);
        _saved[_savedCount++] = SynchronizationContext.Current;
    }

    internal void RestoreSynchronizationContext()
    {
        SynchronizationContext.SetSynchronizationContext(_saved[--_savedCount]);
        _saved[_savedCount] = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallContext Create()
    {
        var context = new CallContext();
        t_current = context;
        CallContextTable.Add(context);
        return context;
    }
}
