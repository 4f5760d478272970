using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// A process: an address space, threads, handles, and the account of every frame that it causes. One page frame. It lives as
/// long as somebody refers to it: a handle, or itself while it runs.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Process
{
    public const int NameSize = 64;
    public const int SignalCount = 64;

    public ulong Id;
    public ProcessState State;
    public int References;
    public int ThreadCount;
    public int Priority;
    public bool IsRingZero;

    /// <summary>Threads must not go on and no new ones start.</summary>
    public bool Ending;

    public ulong Root;

    /// <summary>The part of the address space that this process may map.</summary>
    public ulong LowestAddress, EndAddress;

    /// <summary>The level-1 table found last and its 2 MiB of addresses: look-ups mostly stay in one place. Cleared whenever a
    /// table of the process is freed.</summary>
    public ulong* WalkTable;
    public ulong WalkSpan;

    /// <summary>Goes up whenever page-table entries are emptied or lose rights; what was looked up before is looked up anew.
    /// Never 0.</summary>
    public ulong MappingChanges;

    /// <summary>Frames charged, and how many may be.</summary>
    public ulong Pages, PageLimit;

    /// <summary>Pages of memory objects that are mapped now.</summary>
    public ulong SharedPages;

    public Thread* Threads;
    public Process* NextProcess, PreviousProcess;

    /// <summary>Who pays for this block and for the status that outlives the process.</summary>
    public Process* Creator;

    public ulong ExitStatus, FaultVector, FaultAddress, FaultRip, LastTrapRing;
    public ulong UsedTicks;

    public ulong BreakStart, Break;

    /// <summary>Frame of <see cref="ProcessOutput"/>; 0 until something is written.</summary>
    public ulong Output;

    /// <summary>First I/O port and count of each enabled range, packed; and a number that changes with them.</summary>
    public fixed uint Ports[Processor.MaximumPortRanges];
    public int PortRanges;
    public uint PortGeneration;

    public Thread* Waiters;
    public HandleTable Handles;
    public RegionTable Regions;
    public fixed byte Name[NameSize];
    public fixed ulong Signals[SignalCount * SignalAction.Words];

    /// <summary>
    /// A zeroed frame charged to this process: its physical address, 0 at the limit or without memory. The last frames are
    /// the ring-0 program's alone: it must live on when processes took all that they may.
    /// </summary>
    public ulong TakeFrame()
    {
        if (Pages >= PageLimit || !IsRingZero && Frames.Free <= Frames.Reserve)
            return 0;
        ulong frame = Frames.TakeZeroed();
        if (frame != 0)
            Pages++;
        return frame;
    }

    public void ReturnFrame(ulong physical)
    {
        Frames.Return(physical);
        Pages--;
    }

    /// <summary>Whether a range lies in the part of the address space that is the process' own.</summary>
    public bool Contains(ulong address, ulong bytes) =>
        address >= LowestAddress && address <= EndAddress && bytes <= EndAddress - address;
}
