namespace Singular.Kernel.Platform;

/// <summary>Events since the start that cost a processor more than the one instruction they count as under an emulator.</summary>
/// <param name="RingCrossings">Entries from ring 3.</param>
/// <param name="PageTableSwitches">Loads of another page table.</param>
/// <param name="ExtendedStateSaves">Saves of the vector registers.</param>
/// <param name="TlbFlushes">Flushes of a page range from the translation buffers, on any processor.</param>
public readonly record struct CrossingCounters(long RingCrossings, long PageTableSwitches, long ExtendedStateSaves, long TlbFlushes)
{
    /// <summary>What happened between two readings.</summary>
    public static CrossingCounters operator -(CrossingCounters later, CrossingCounters earlier) => new(
        later.RingCrossings - earlier.RingCrossings,
        later.PageTableSwitches - earlier.PageTableSwitches,
        later.ExtendedStateSaves - earlier.ExtendedStateSaves,
        later.TlbFlushes - earlier.TlbFlushes);
}
