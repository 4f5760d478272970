using System.Runtime;
using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>The two ways into the nucleus after boot, and the one way out.</summary>
internal static unsafe class Dispatch
{
    /// <summary>`int 0x80` from any program: records the ring that the processor saw.</summary>
    private const ulong ProgramTrap = 0x80;

    private const ulong FirstInterrupt = 0x20;

    [RuntimeExport("dispatch_call")]
    public static Thread* Call(Thread* thread)
    {
        Processor* self = Processor.OfStack(thread->StackTop);
        NucleusLock.Take(self);
        if (!thread->Process->IsRingZero)
            Counters.RingCrossings++;
        // Another processor may have ended this thread on its way in; in a wait list it would outlive its own block.
        if (!thread->Doomed)
        {
            long result = CallTable.Invoke(thread);
            if (result != Errno.Pending)
                thread->Frame.Rax = (ulong)result;
        }
        return Leave(self);
    }

    [RuntimeExport("dispatch_interrupt")]
    public static Thread* Interrupt(Thread* thread)
    {
        Processor* self = Processor.OfStack(thread->StackTop);
        ulong vector = thread->Frame.Vector;
        if (vector < FirstInterrupt)
        {
            // The ring comes first: ring 3 can jump to an address of the nucleus, too, and fault there.
            if ((thread->Frame.Cs & 3) == 0 && thread->Frame.Rip >= Layout.DirectMap)
                return NucleusFault(self, thread);
            NucleusLock.Take(self);
            Counters.RingCrossings += thread->Process->IsRingZero ? 0UL : 1;
            if (!thread->Doomed)
                Faults.Handle(self, thread);
            return Leave(self);
        }
        NucleusLock.Take(self);
        if (thread->Process != null && !thread->Process->IsRingZero)
            Counters.RingCrossings++;
        switch (vector)
        {
            case ProgramTrap:
                thread->Process->LastTrapRing = thread->Frame.Cs & 3;
                thread->Frame.Rax = thread->Frame.Cs & 3;
                break;
            case LocalApic.TimerVector:
                self->TimerSetTo = 0;
                self->TimerStale = true;
                Scheduler.ExpireTimers(self);
                self->Reschedule |= self->SliceEnd != 0;
                LocalApic.Acknowledge();
                break;
            case LocalApic.FlushVector:
                Shootdown.Answer(self);
                LocalApic.Acknowledge();
                break;
            case >= IoApic.FirstVector and < IoApic.FirstVector + InterruptLine.Lines:
                InterruptLine.Fire((int)(vector - IoApic.FirstVector));
                LocalApic.Acknowledge();
                break;
            case LocalApic.RescheduleVector:
                LocalApic.Acknowledge();
                break;
            case LocalApic.SpuriousVector:
                break;
            default:
                // Software interrupts of ring 3 fault on the gate's privilege; only a device could send this.
                LocalApic.Acknowledge();
                break;
        }
        return Leave(self);
    }

    /// <summary>Chooses the thread that goes on, delivers its signals, gives up the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Thread* Leave(Processor* self)
    {
        Thread* current = self->Current;
        if (self->Reschedule || self->TimerStale || (current->SignalsPending & ~current->SignalMask) != 0)
            return LeaveSlowly(self);
        NucleusLock.Release();
        return current;
    }

    private static Thread* LeaveSlowly(Processor* self)
    {
        while (true)
        {
            while (self->Reschedule)
                Scheduler.Choose(self);
            Thread* thread = self->Current;
            if ((thread->SignalsPending & ~thread->SignalMask) == 0 || thread->Doomed)
                break;
            Signals.Deliver(thread);
        }
        if (self->TimerStale)
            Scheduler.ArmTimer(self);
        NucleusLock.Release();
        return self->Current;
    }

    /// <summary>
    /// An exception with the instruction pointer in the nucleus. Only the two instructions that load a program's registers
    /// can meet values that a program made; they end the process. Anything else is a broken nucleus.
    /// </summary>
    private static Thread* NucleusFault(Processor* self, Thread* thread)
    {
        ulong rip = thread->Frame.Rip;
        bool lockHeld = rip == Linker.Address(Symbol.RestoreState);
        if (self->Current->Process == null || self->Current->Process->IsRingZero || !lockHeld && rip != Linker.Address(Symbol.LeaveIretq))
            Panic.Stop("an exception in the nucleus", &thread->Frame);
        if (!lockHeld)
            NucleusLock.Take(self);
        Faults.Kill(self->Current, thread->Frame.Vector, 0);
        return Leave(self);
    }
}
