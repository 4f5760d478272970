namespace Singular.Nucleus;

/// <summary>What the emulator's instruction count does not show: the events that cost more than one instruction on a real
/// processor. Part of SystemInfoRecord.</summary>
internal static class Counters
{
    public static ulong RingCrossings;
    public static ulong PageTableSwitches;
    public static ulong StateSaves;
    public static ulong TlbFlushes;
}
