using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// The two words of a thread's last futex_swap, as they were found. The threads of a channel name the same two in every call,
/// and finding them took as long as the rest of the call. They hold as long as the process' mappings stay what they were.
/// </summary>
internal unsafe struct SwapWords
{
    public Futex.Key Wake, Wait;

    private ulong _wakeAt, _waitAt, _changes;

    /// <summary>The last limit in nanoseconds, which is mostly the next one, too, and its length in ticks.</summary>
    private ulong _limit, _limitTicks;

    /// <summary>Whether the words are those at two addresses of a process.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Are(ulong wakeAt, ulong waitAt, Process* process) =>
        _wakeAt == wakeAt && _waitAt == waitAt && _changes == process->MappingChanges;

    /// <summary>Finds the words at two addresses. False: no such memory.</summary>
    public static bool Find(SwapWords* words, Process* process, ulong wakeAt, ulong waitAt)
    {
        words->_changes = 0;
        if (!Futex.TryFind(process, new UserAddress(wakeAt), &words->Wake) || !Futex.TryFind(process, new UserAddress(waitAt), &words->Wait))
            return false;
        words->_wakeAt = wakeAt;
        words->_waitAt = waitAt;
        words->_changes = process->MappingChanges;
        return true;
    }

    /// <summary>When a limit that begins at a time ends, in TSC ticks; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Deadline(SwapWords* words, ulong now, ulong nanoseconds) =>
        nanoseconds == words->_limit ? now + words->_limitTicks : OtherDeadline(words, now, nanoseconds);

    private static ulong OtherDeadline(SwapWords* words, ulong now, ulong nanoseconds)
    {
        const ulong Forever = ulong.MaxValue;
        if (nanoseconds == Forever || Clock.TicksAfter(nanoseconds) == ulong.MaxValue)
            return 0;
        words->_limit = nanoseconds;
        words->_limitTicks = Clock.Ticks(nanoseconds);
        return now + words->_limitTicks;
    }
}
