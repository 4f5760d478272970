using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// Per-processor data. The first three words and the size are known to Assembly/entry.s and boot.s. The task state segment
/// holds the interrupt stacks and the I/O permission bitmap (Intel SDM volume 3, 8.7; volume 1, 19.5.2).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Processor
{
    public const int Maximum = 8;
    public const int Size = 32768;

    /// <summary>The stack for fatal vectors ends here, the nucleus stack at <see cref="Size"/>: 20 KiB, far more than the
    /// deepest path (docs/nucleus.md) takes.</summary>
    public const int FatalStackEnd = 12288;

    public const int MaximumPortRanges = 16;

    private const int TssOffset = 1024;
    private const int TssInterruptStack1 = 36;
    private const int TssBitmapBase = 102;
    private const int TssHeader = 104;
    private const int BitmapBytes = 8192;

    /// <summary>The limit that makes every port access of ring 3 fault: the bitmap lies beyond it.</summary>
    private const ushort NoBitmap = 0xFFFF;

    public const uint TssLimit = TssHeader + BitmapBytes;

    public ulong ScratchRsp;

    /// <summary>End of the current thread's register frame.</summary>
    public ulong FrameEnd;

    public ulong StackTop;
    public Thread* Current;
    public Thread* Idle;
    public int Number;
    public uint ApicId;

    /// <summary>The scheduler has to look for another thread before the next program instruction.</summary>
    public bool Reschedule;

    /// <summary>1 once the processor takes part; written by itself.</summary>
    public volatile uint Online;

    /// <summary>Page-table root in CR3.</summary>
    public ulong Root;

    /// <summary>The thread whose extended state the registers hold; null if it is nobody's any more.</summary>
    public Thread* StateOwner;

    /// <summary>End of the current time slice in ticks, 0 when nobody waits for the processor.</summary>
    public ulong SliceEnd;

    /// <summary>Timers or slice changed since the interval timer was set.</summary>
    public bool TimerStale;

    /// <summary>What the interval timer is set to, in ticks; 0 if it is not running.</summary>
    public ulong TimerSetTo;

    public TimerHeap Timers;

    /// <summary>A TLB flush that another processor waits for.</summary>
    public volatile uint FlushWanted;
    public ulong FlushStart, FlushPages, FlushRetiredRoot;

    /// <summary>Whose ports the permission bitmap shows: process id and generation.</summary>
    public ulong PortsOf;
    public uint PortsGeneration;
    public fixed uint PortsShown[MaximumPortRanges];
    public int PortsShownCount;

    public ulong SwitchedAt;

    public static Processor* Get(int number) => (Processor*)(Linker.Address(Symbol.Processors) + (ulong)(number * Size));

    /// <summary>The processor whose nucleus stack ends at an address.</summary>
    public static Processor* OfStack(ulong stackTop) => (Processor*)(stackTop - Size);

    public static byte* Tss(Processor* processor) => (byte*)processor + TssOffset;

    public static byte* Bitmap(Processor* processor) => Tss(processor) + TssHeader;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetInterruptStack(Processor* processor, int number, ulong top) =>
        *(ulong*)(Tss(processor) + TssInterruptStack1 + 8 * (number - 1)) = top;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShowBitmap(Processor* processor, bool show) =>
        *(ushort*)(Tss(processor) + TssBitmapBase) = show ? (ushort)TssHeader : NoBitmap;
}
