using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// A thread's control block: one page frame, charged to its process. The first 184 bytes are known to Assembly/entry.s:
/// the processor itself pushes into <see cref="Frame"/> (TSS.IST1 points to its end).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Thread
{
    /// <summary>Offset of the xsave area, which must be a multiple of 64, and the room that is left for it.</summary>
    public const int StateOffset = 2048;
    public const int StateRoom = 2048;

    public Frame Frame;

    /// <summary>Nucleus stack of the processor that runs this thread.</summary>
    public ulong StackTop;

    public ulong Id;
    public Process* Process;
    public ThreadState State;
    public WaitKind Waiting;
    public int Priority;

    /// <summary>The thread may not go on; its block is freed as soon as it is off its processor.</summary>
    public bool Doomed;

    /// <summary>Linked list of the process' threads.</summary>
    public Thread* NextInProcess, PreviousInProcess;

    /// <summary>Ready queue, or futex bucket, or list of waiters of an object.</summary>
    public Thread* Next, Previous;

    /// <summary>When the present wait ends at the latest, in TSC ticks; 0 without a limit or while not waiting.</summary>
    public ulong WakeAt;

    /// <summary>Place in a timer heap: −1 for none. A thread can be in it without waiting (Scheduler.SetAlarm).</summary>
    public int TimerIndex;
    public Processor* TimerProcessor;

    /// <summary>Key in the heap; never later than <see cref="WakeAt"/>.</summary>
    public ulong Deadline;

    /// <summary>Futex key while waiting on one: address space or 0, address; and the mask of WAIT_BITSET.</summary>
    public ulong FutexSpace, FutexAddress;
    public uint FutexBits;

    /// <summary>The word of the futex table that leads to this thread while it waits.</summary>
    public ulong* FutexBucket;

    /// <summary>The memory object that a shared futex lies in, held while waiting, so that its frames stay its own.</summary>
    public MemoryObject* FutexObject;

    /// <summary>What an interrupt, process or other object wait is for.</summary>
    public void* WaitObject;

    /// <summary>Number of the system call that blocks, to restart it after a signal.</summary>
    public ulong WaitCall;

    public ulong FsBase;
    public ulong ClearTidAddress;

    public ulong SignalMask, SignalsPending;
    public ulong AlternateStack, AlternateStackSize;

    /// <summary>Fault behind a pending synchronous signal, for its siginfo.</summary>
    public ulong FaultAddress, FaultError, FaultVector;
    public int SignalCode;

    /// <summary>The processor whose registers still hold this thread's extended state; null if only the save area does.</summary>
    public Processor* StateProcessor;

    public ulong StartedTicks, UsedTicks;

    /// <summary>What the thread's last futex_swap named.</summary>
    public SwapWords Swap;

    public static byte* StateArea(Thread* thread) => (byte*)thread + StateOffset;
}
