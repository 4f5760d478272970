using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Which thread runs where. Ready threads wait in one list per priority, shared by all processors; a running thread is in no
/// list. Priorities are strict: a ready thread never waits for one of lower priority. Equal ones share by time slices.
/// </summary>
internal static unsafe class Scheduler
{
    public const int Priorities = 8;
    public const int DefaultPriority = 4;
    public const int MaximumThreads = 1024;

    /// <summary>Of these a ring-3 process may have so many, and all of them together leave the rest to ring 0.</summary>
    public const int MaximumPerProcess = 128;
    public const int RingThreeThreads = 768;

    /// <summary>Nanoseconds that a thread runs while another of the same priority is ready.</summary>
    private const ulong Slice = 5_000_000;

    private static ReadyLists s_ready;
    private static uint s_readyMask;
    private static ulong s_sliceTicks;
    private static ulong s_nextId = 1;

    public static int ThreadCount;

    public static ulong NextId() => s_nextId++;

    public static void Start() => s_sliceTicks = Clock.Hertz / (1_000_000_000 / Slice);

    /// <summary>The thread that a processor runs when there is nothing to do. It belongs to no process.</summary>
    public static Thread* MakeIdleThread(Processor* processor)
    {
        ulong block = Frames.TakeZeroed();
        ulong stack = Frames.TakeZeroed();
        if (block == 0 || stack == 0)
            Panic.Stop("out of memory for an idle thread");
        Thread* thread = (Thread*)Layout.Direct(block);
        thread->Frame.Rip = Linker.Address(Symbol.IdleLoop);
        thread->Frame.Cs = Segments.RingZeroCode;
        thread->Frame.Ss = Segments.RingZeroData;
        thread->Frame.Rflags = Threads.InterruptFlag;
        thread->Frame.Rsp = (ulong)Layout.Direct(stack) + Layout.PageSize;
        thread->TimerIndex = -1;
        thread->Priority = -1;
        return thread;
    }

    /// <summary>Puts a thread that does not wait for anything into its list and sees to it that somebody runs it.</summary>
    public static void MakeReady(Thread* thread)
    {
        thread->State = ThreadState.Ready;
        Append(thread);
        FindProcessorFor(thread);
    }

    /// <summary>Blocks the current thread. With a deadline (TSC ticks, 0 for none) it wakes with −ETIMEDOUT at the latest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(Thread* thread, WaitKind kind, ulong deadline)
    {
        Processor* self = Processors.Current;
        thread->State = ThreadState.Blocked;
        thread->Waiting = kind;
        thread->WaitCall = thread->Frame.Rax;
        if (deadline != 0 && deadline != ulong.MaxValue)
            SetAlarm(self, thread, deadline);
        self->Reschedule = true;
    }

    /// <summary>Ends a wait, whatever it is for, with a result for the waiting call.</summary>
    public static void Wake(Thread* thread, long result)
    {
        Detach(thread);
        thread->Frame.Rax = (ulong)result;
        MakeReady(thread);
    }

    /// <summary><see cref="Detach"/> for a thread that waits on a futex.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DetachFromFutex(Thread* thread)
    {
        thread->WakeAt = 0;
        Futex.Remove(thread);
        thread->Waiting = WaitKind.None;
    }

    /// <summary>Takes a thread out of everything that it waits in. It is not ready yet.</summary>
    public static void Detach(Thread* thread)
    {
        thread->WakeAt = 0;
        switch (thread->Waiting)
        {
            case WaitKind.Futex:
                Futex.Remove(thread);
                break;
            case WaitKind.Interrupt:
                ((InterruptLine*)thread->WaitObject)->Waiter = null;
                break;
            case WaitKind.Process:
                ProcessTable.RemoveWaiter((Process*)thread->WaitObject, thread);
                break;
        }
        thread->Waiting = WaitKind.None;
    }

    /// <summary>
    /// Lets a thread that was just detached run next on this processor instead of the current one, which is blocked:
    /// the direct hand-over. Falls back to the ready list when something more urgent is waiting. The slice goes along, so
    /// that two threads which hand over to each other do not keep the processor from a third of their priority.
    /// </summary>
    public static void HandOver(Thread* thread, long result, ulong now)
    {
        Processor* self = Processors.Current;
        thread->Frame.Rax = (ulong)result;
        if (s_readyMask >> (thread->Priority + 1) != 0)
        {
            MakeReady(thread);
            return;
        }
        Switch(self, thread, now);
        self->Reschedule = false;
        if (s_readyMask >> thread->Priority != 0 && self->SliceEnd == 0)
            StartSlice(self, now);
    }

    /// <summary>Takes a ready thread out of its list.</summary>
    public static void Unready(Thread* thread)
    {
        fixed (ulong* heads = s_ready.Heads)
        {
            if (thread->Previous != null)
                thread->Previous->Next = thread->Next;
            else
                heads[thread->Priority * 2] = (ulong)thread->Next;
            if (thread->Next != null)
                thread->Next->Previous = thread->Previous;
            else
                heads[thread->Priority * 2 + 1] = (ulong)thread->Previous;
            if (heads[thread->Priority * 2] == 0)
                s_readyMask &= ~(1u << thread->Priority);
        }
    }

    /// <summary>Lets go of the current thread in favour of others of its priority.</summary>
    public static void Yield()
    {
        Processor* self = Processors.Current;
        if (s_readyMask >> self->Current->Priority != 0)
        {
            self->SliceEnd = 1;
            self->Reschedule = true;
        }
    }

    /// <summary>Chooses what this processor runs next and switches to it.</summary>
    public static void Choose(Processor* self)
    {
        self->Reschedule = false;
        Thread* current = self->Current;
        bool runnable = current->State == ThreadState.Running && !current->Doomed && current != self->Idle;
        uint candidates = s_readyMask;
        if (runnable)
        {
            bool sliceOver = self->SliceEnd != 0 && Cpu.ReadTsc() >= self->SliceEnd;
            candidates &= uint.MaxValue << (sliceOver ? current->Priority : current->Priority + 1);
            if (candidates == 0)
            {
                self->SliceEnd = 0;
                if (s_readyMask >> current->Priority != 0)
                    StartSlice(self, Cpu.ReadTsc());
                return;
            }
        }
        Thread* next = self->Idle;
        if (candidates != 0)
        {
            next = First(HighestBit(candidates));
            Unready(next);
        }
        if (runnable)
        {
            current->State = ThreadState.Ready;
            Append(current);
        }
        self->SliceEnd = 0;
        ulong now = Cpu.ReadTsc();
        Switch(self, next, now);
        if (next->Process != null && s_readyMask >> next->Priority != 0)
            StartSlice(self, now);
    }

    /// <summary>Wakes every thread of this processor whose deadline has passed.</summary>
    public static void ExpireTimers(Processor* self)
    {
        ulong now = Cpu.ReadTsc();
        for (Thread* thread = self->Timers.First; thread != null && thread->Deadline <= now; thread = self->Timers.First)
        {
            self->Timers.Remove(thread);
            if (thread->WakeAt > now)
                self->Timers.Add(self, thread, thread->WakeAt);
            else if (thread->WakeAt != 0)
                Wake(thread, thread->Waiting == WaitKind.Sleep ? 0 : Errno.TimedOut);
        }
    }

    /// <summary>
    /// Sees to it that a wait ends at its deadline. A thread that is woken stays in the heap, and one that waits again with a
    /// later deadline stays where it is: when its place comes up it leaves or moves. Most waits of a channel end long before
    /// their deadline, and moving through the heap twice would cost as much as the rest of the wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetAlarm(Processor* self, Thread* thread, ulong deadline)
    {
        thread->WakeAt = deadline;
        if (thread->TimerIndex >= 0 && thread->TimerProcessor == self && thread->Deadline <= deadline)
            return;
        if (thread->TimerIndex >= 0)
            thread->TimerProcessor->Timers.Remove(thread);
        self->Timers.Add(self, thread, deadline);
        self->TimerStale = true;
    }

    /// <summary>Sets the interval timer to the next thing that must happen here.</summary>
    public static void ArmTimer(Processor* self)
    {
        self->TimerStale = false;
        ulong next = self->Timers.Earliest;
        if (self->SliceEnd != 0 && (next == 0 || self->SliceEnd < next))
            next = self->SliceEnd;
        // A timer that goes off too early only costs an interrupt, so a wait that ended leaves it as it is.
        if (next == 0 || self->TimerSetTo != 0 && self->TimerSetTo <= next)
            return;
        self->TimerSetTo = next;
        ulong now = Cpu.ReadTsc();
        LocalApic.SetTimer(next > now ? next - now : 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Switch(Processor* self, Thread* next, ulong now)
    {
        Thread* previous = self->Current;
        if (next == previous)
        {
            next->State = ThreadState.Running;
            return;
        }
        if (previous->Process != null)
        {
            previous->Process->UsedTicks += now - self->SwitchedAt;
            if (self->StateOwner == previous && !previous->Doomed)
                ExtendedState.Save(previous);
        }
        self->SwitchedAt = now;
        next->State = ThreadState.Running;
        next->StackTop = self->StackTop;
        self->Current = next;
        self->FrameEnd = (ulong)next + (ulong)sizeof(Frame);
        Processor.SetInterruptStack(self, 1, self->FrameEnd);
        if (next->Process != null)
            Enter(self, next);
        if (previous->Doomed)
            Threads.Free(self, previous);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(Processor* self, Thread* next)
    {
        Process* process = next->Process;
        // The ring-0 program's region is in every page table, so its threads run on whatever is loaded.
        if (!process->IsRingZero)
        {
            if (self->Root != process->Root)
                Shootdown.LoadRoot(self, process->Root);
            PortBitmap.Show(self, process);
            Cpu.ClearSegments();
        }
        Threads.LoadTls(next);
        ExtendedState.Load(self, next);
    }

    private static void FindProcessorFor(Thread* thread)
    {
        Processor* self = Processors.Current;
        if (self->Current == self->Idle || self->Current->State != ThreadState.Running)
        {
            self->Reschedule = true;
            return;
        }
        Processor* weakest = self;
        for (int i = 0; i < Processors.Count; i++)
        {
            Processor* other = Processor.Get(i);
            if (other->Online != 0 && other->Current->Priority < weakest->Current->Priority && !other->Reschedule)
                weakest = other;
        }
        if (weakest->Current->Priority < thread->Priority)
            Interrupt(weakest);
        else if (self->Current->Priority == thread->Priority && self->SliceEnd == 0)
            StartSlice(self, Cpu.ReadTsc());
    }

    /// <summary>Lets the running thread go on for one slice more.</summary>
    private static void StartSlice(Processor* self, ulong now)
    {
        self->SliceEnd = now + s_sliceTicks;
        self->TimerStale = true;
    }

    /// <summary>Makes a processor choose again.</summary>
    public static void Interrupt(Processor* processor)
    {
        processor->Reschedule = true;
        if (processor != Processors.Current)
            LocalApic.SendInterrupt(processor->ApicId, LocalApic.RescheduleVector);
    }

    private static void Append(Thread* thread)
    {
        fixed (ulong* heads = s_ready.Heads)
        {
            Thread* last = (Thread*)heads[thread->Priority * 2 + 1];
            thread->Next = null;
            thread->Previous = last;
            if (last != null)
                last->Next = thread;
            else
                heads[thread->Priority * 2] = (ulong)thread;
            heads[thread->Priority * 2 + 1] = (ulong)thread;
            s_readyMask |= 1u << thread->Priority;
        }
    }

    private static Thread* First(int priority)
    {
        fixed (ulong* heads = s_ready.Heads)
            return (Thread*)heads[priority * 2];
    }

    private static int HighestBit(uint mask)
    {
        int bit = Priorities - 1;
        while ((mask >> bit & 1) == 0)
            bit--;
        return bit;
    }

    private struct ReadyLists
    {
        public fixed ulong Heads[Priorities * 2];
    }
}
