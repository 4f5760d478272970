namespace Singular.Nucleus;

/// <summary>All processes, and how they end.</summary>
internal static unsafe class ProcessTable
{
    /// <summary>Frames that a process may have charged if its creator names no limit: 256 MiB.</summary>
    public const ulong DefaultPageLimit = 65_536;

    /// <summary>Exit status of a process that a fault ended: this plus the vector (docs/nucleus-abi.md).</summary>
    public const ulong FaultStatus = 0x100;

    public static Process* First;
    public static int Count;

    /// <summary>The ring-0 program.</summary>
    public static Process* Kernel;

    /// <summary>A process without threads or mappings, charged to its creator; null without memory.</summary>
    public static Process* Create(Process* creator, bool ringZero, ulong pageLimit)
    {
        ulong frame = creator == null ? Frames.TakeZeroed() : creator->TakeFrame();
        if (frame == 0)
            return null;
        Process* process = (Process*)Layout.Direct(frame);
        process->Id = Scheduler.NextId();
        process->Creator = creator;
        process->IsRingZero = ringZero;
        process->PageLimit = pageLimit;
        process->MappingChanges = 1;
        process->LowestAddress = ringZero ? Layout.RingZeroStart : Layout.UserStart;
        process->EndAddress = ringZero ? Layout.RingZeroEnd : Layout.UserEnd;
        process->References = 1;
        process->Priority = Scheduler.DefaultPriority;
        process->Root = ringZero ? PageTable.NucleusRoot : PageTable.MakeRoot(process);
        if (process->Root == 0)
        {
            creator->ReturnFrame(frame);
            return null;
        }
        if (creator != null)
            creator->References++;
        process->NextProcess = First;
        if (First != null)
            First->PreviousProcess = process;
        First = process;
        Count++;
        return process;
    }

    /// <summary>Ends a process: all its threads now or as soon as they are off their processors.</summary>
    public static void Kill(Process* process, ProcessState state, ulong status)
    {
        if (process->Ending)
            return;
        if (process->IsRingZero)
            KernelEnded(state, status);
        process->Ending = true;
        process->State = state;
        process->ExitStatus = status;
        Thread* next;
        // Freeing the last thread finishes the process; the reference keeps its block readable for this loop.
        process->References++;
        for (Thread* thread = process->Threads; thread != null; thread = next)
        {
            next = thread->NextInProcess;
            Threads.End(thread);
        }
        Release(process);
    }

    /// <summary>The last thread is gone: frees everything but the block with the status, and tells who waits.</summary>
    public static void Finish(Process* process)
    {
        process->Ending = true;
        if (process->State == ProcessState.Running)
            process->State = ProcessState.Exited;
        Shootdown.Retire(process->Root);
        HandleTable.CloseAll(process);
        AddressSpace.Release(process);
        while (process->Waiters != null)
            Scheduler.Wake(process->Waiters, (long)process->ExitStatus);
        Release(process);
    }

    /// <summary>A process that could not be started: it never had a thread.</summary>
    public static void Abandon(Process* process) => Finish(process);

    /// <summary>Gives up a reference. The last one frees the block.</summary>
    public static void Release(Process* process)
    {
        if (--process->References > 0)
            return;
        if (process->PreviousProcess != null)
            process->PreviousProcess->NextProcess = process->NextProcess;
        else
            First = process->NextProcess;
        if (process->NextProcess != null)
            process->NextProcess->PreviousProcess = process->PreviousProcess;
        Count--;
        if (process->Output != 0)
            process->ReturnFrame(process->Output);
        if (process->Pages != 0)
            Panic.Stop("a process left page frames behind", process->Pages);
        Process* creator = process->Creator;
        creator->ReturnFrame((ulong)process - Layout.DirectMap);
        Release(creator);
    }

    public static void AddWaiter(Process* process, Thread* thread)
    {
        thread->WaitObject = process;
        thread->Previous = null;
        thread->Next = process->Waiters;
        if (process->Waiters != null)
            process->Waiters->Previous = thread;
        process->Waiters = thread;
        process->References++;
    }

    public static void RemoveWaiter(Process* process, Thread* thread)
    {
        if (thread->Previous != null)
            thread->Previous->Next = thread->Next;
        else
            process->Waiters = thread->Next;
        if (thread->Next != null)
            thread->Next->Previous = thread->Previous;
        Release(process);
    }

    private static void KernelEnded(ProcessState state, ulong status)
    {
        if (state == ProcessState.Exited)
            Power.Off((uint)status);
        Panic.Stop("the kernel was ended by an unhandled signal; number", status);
    }
}
