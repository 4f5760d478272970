using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>Making and ending threads.</summary>
internal static unsafe class Threads
{
    /// <summary>RFLAGS.IF and the bit that is always set.</summary>
    public const ulong InterruptFlag = 0x202;

    private const uint FsBase = 0xC000_0100;

    /// <summary>A blocked thread of a process with clean registers; null at a limit or without memory.</summary>
    public static Thread* Create(Process* process)
    {
        int limit = process->IsRingZero ? Scheduler.MaximumThreads : Scheduler.RingThreeThreads;
        if (process->Ending || Scheduler.ThreadCount >= limit || !process->IsRingZero && process->ThreadCount >= Scheduler.MaximumPerProcess)
            return null;
        ulong frame = process->TakeFrame();
        if (frame == 0)
            return null;
        Thread* thread = (Thread*)Layout.Direct(frame);
        thread->Process = process;
        thread->Id = process->Threads == null ? process->Id : Scheduler.NextId();
        thread->Priority = process->Priority;
        thread->State = ThreadState.Blocked;
        thread->TimerIndex = -1;
        thread->Frame.Cs = process->IsRingZero ? Segments.RingZeroCode : Segments.RingThreeCode;
        thread->Frame.Ss = process->IsRingZero ? Segments.RingZeroData : Segments.RingThreeData;
        thread->Frame.Rflags = InterruptFlag;
        ExtendedState.Initialize(Thread.StateArea(thread));
        thread->NextInProcess = process->Threads;
        if (process->Threads != null)
            process->Threads->PreviousInProcess = thread;
        process->Threads = thread;
        process->ThreadCount++;
        Scheduler.ThreadCount++;
        return thread;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTls(Thread* thread) => Cpu.WriteMsr(FsBase, thread->FsBase);

    /// <summary>The thread of a process with an id; null if there is none.</summary>
    public static Thread* Find(Process* process, ulong id)
    {
        Thread* thread = process->Threads;
        while (thread != null && thread->Id != id)
            thread = thread->NextInProcess;
        return thread;
    }

    /// <summary>Ends a thread: at once if it is not on a processor, else when it next gets off one.</summary>
    public static void End(Thread* thread)
    {
        if (thread->Doomed)
            return;
        switch (thread->State)
        {
            case ThreadState.Running:
                thread->Doomed = true;
                for (int i = 0; i < Processors.Count; i++)
                {
                    if (Processor.Get(i)->Current == thread)
                        Scheduler.Interrupt(Processor.Get(i));
                }
                break;
            case ThreadState.Ready:
                Scheduler.Unready(thread);
                thread->Doomed = true;
                Free(Processors.Current, thread);
                break;
            case ThreadState.Blocked:
                thread->Doomed = true;
                bool onProcessor = IsOnProcessor(thread);
                Scheduler.Detach(thread);
                if (!onProcessor)
                    Free(Processors.Current, thread);
                break;
        }
    }

    /// <summary>Gives back the block of a doomed thread that no processor runs. The last one ends its process.</summary>
    public static void Free(Processor* self, Thread* thread)
    {
        Process* process = thread->Process;
        if (thread->Waiting != WaitKind.None)
            Panic.Stop("a thread that waits was freed", thread->Id);
        if (thread->TimerIndex >= 0)
            thread->TimerProcessor->Timers.Remove(thread);
        for (int i = 0; i < Processors.Count; i++)
        {
            if (Processor.Get(i)->StateOwner == thread)
                Processor.Get(i)->StateOwner = null;
        }
        if (thread->PreviousInProcess != null)
            thread->PreviousInProcess->NextInProcess = thread->NextInProcess;
        else
            process->Threads = thread->NextInProcess;
        if (thread->NextInProcess != null)
            thread->NextInProcess->PreviousInProcess = thread->PreviousInProcess;
        process->ReturnFrame((ulong)thread - Layout.DirectMap);
        Scheduler.ThreadCount--;
        if (--process->ThreadCount == 0)
            ProcessTable.Finish(process);
    }

    private static bool IsOnProcessor(Thread* thread)
    {
        for (int i = 0; i < Processors.Count; i++)
        {
            if (Processor.Get(i)->Current == thread)
                return true;
        }
        return false;
    }
}
