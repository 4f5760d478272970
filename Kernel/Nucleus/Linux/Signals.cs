namespace Singular.Nucleus;

/// <summary>
/// Signals, as far as the .NET runtime uses them: faults of its own code, and interrupting a thread for garbage collection.
/// The frame on the program's stack is that of x86-64 Linux (arch/x86/include/uapi/asm/sigcontext.h, ucontext.h).
/// </summary>
internal static unsafe class Signals
{
    public const int IllegalInstruction = 4, Trap = 5, Abort = 6, Bus = 7, FloatingPoint = 8, Kill = 9, SegmentationFault = 11, Stop = 19;

    private const ulong RedZone = 128;

    /// <summary>Offsets in rt_sigframe: return address, ucontext (304 bytes), siginfo (128).</summary>
    private const int Context = 8, Registers = Context + 40, StatePointer = Registers + 184, Mask = Context + 296, Info = Context + 304,
        FrameBytes = Info + 128;

    /// <summary>UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS.</summary>
    private const ulong ContextFlags = 7;

    /// <summary>FP_XSTATE_MAGIC1 with sizes in the software bytes of the legacy region, FP_XSTATE_MAGIC2 behind the area.</summary>
    private const int SoftwareBytes = 464;
    private const uint Magic1 = 0x4650_5853, Magic2 = 0x4650_5845;

    /// <summary>RFLAGS that a program may choose: the arithmetic ones, direction and ID. Not AC: in ring 0 it lifts SMAP.</summary>
    private const ulong SettableFlags = 0xCD5 | 0x20_0000;

    private static FrameBuffer s_frame;

    /// <summary>Sends a thread a signal for something that it did itself just now.</summary>
    public static void Raise(Thread* thread, int signal, int code, ulong address)
    {
        ulong bit = 1UL << (signal - 1);
        thread->FaultVector = thread->Frame.Vector;
        thread->FaultError = thread->Frame.Error;
        thread->FaultAddress = address;
        thread->SignalCode = code;
        // A fault cannot wait: with the signal blocked or unhandled the process is at its end.
        if ((thread->SignalMask & bit) != 0 || ActionOf(thread->Process, signal)->Handler <= SignalAction.Ignore)
            Faults.Kill(thread, thread->FaultVector, address);
        else
            thread->SignalsPending |= bit;
    }

    /// <summary>Sends a signal to a thread of the same process.</summary>
    public static void Send(Thread* thread, int signal)
    {
        ulong bit = 1UL << (signal - 1);
        ulong handler = ActionOf(thread->Process, signal)->Handler;
        if (handler == SignalAction.Ignore && signal != Kill)
            return;
        thread->SignalsPending |= bit;
        if ((thread->SignalMask & bit) != 0 && signal != Kill)
            return;
        if (thread->State == ThreadState.Blocked)
            InterruptWait(thread, signal);
        else if (thread->State == ThreadState.Running && thread != Processors.Current->Current)
            KickProcessorOf(thread);
    }

    /// <summary>Makes a thread run its handler for the lowest pending signal, or ends the process.</summary>
    public static void Deliver(Thread* thread)
    {
        ulong deliverable = thread->SignalsPending & ~thread->SignalMask;
        int signal = 1;
        while ((deliverable >> (signal - 1) & 1) == 0)
            signal++;
        thread->SignalsPending &= ~(1UL << (signal - 1));
        SignalAction* action = ActionOf(thread->Process, signal);
        if (action->Handler == SignalAction.Ignore && signal != Kill)
            return;
        if (action->Handler == SignalAction.Default || signal == Kill)
        {
            ProcessTable.Kill(thread->Process, ProcessState.Killed, 128UL + (ulong)signal);
            return;
        }
        if (!PushFrame(thread, signal, action))
        {
            Faults.Kill(thread, thread->FaultVector, thread->FaultAddress);
            return;
        }
        thread->SignalMask |= action->Mask;
        if ((action->Flags & SignalAction.NoDefer) == 0)
            thread->SignalMask |= 1UL << (signal - 1);
        if ((action->Flags & SignalAction.ResetHand) != 0)
            action->Handler = SignalAction.Default;
    }

    /// <summary>rt_sigreturn: goes back to what the signal interrupted. Everything read here is the program's own writing.</summary>
    public static long Return(Thread* thread)
    {
        Process* process = thread->Process;
        UserAddress start = new(thread->Frame.Rsp - 8);
        byte* frame = Scratch();
        if (!UserMemory.Read(process, start, frame, FrameBytes))
        {
            Faults.Kill(thread, 13, start.Value);
            return Errno.Pending;
        }
        ulong* registers = (ulong*)(frame + Registers);
        ulong rip = registers[16];
        UserAddress state = new(*(ulong*)(frame + StatePointer));
        // Anything canonical will do: what the program may not execute faults there, in its own ring.
        if (rip >= Layout.LowHalfEnd || !LoadState(thread, state))
        {
            Faults.Kill(thread, 13, rip);
            return Errno.Pending;
        }
        CopyRegisters(&thread->Frame, registers);
        thread->Frame.Rip = rip;
        thread->Frame.Rflags = (registers[17] & SettableFlags) | Threads.InterruptFlag;
        thread->SignalMask = *(ulong*)(frame + Mask) & ~(1UL << (Kill - 1));
        return Errno.Pending;
    }

    public static SignalAction* ActionOf(Process* process, int signal) => (SignalAction*)process->Signals + (signal - 1);

    private static void InterruptWait(Thread* thread, int signal)
    {
        bool restart = (ActionOf(thread->Process, signal)->Flags & SignalAction.Restart) != 0;
        ulong call = thread->WaitCall;
        Scheduler.Wake(thread, Errno.Interrupted);
        if (!restart)
            return;
        // Both bytes of the SYSCALL instruction again, with its number back in place.
        thread->Frame.Rip -= 2;
        thread->Frame.Rax = call;
    }

    private static void KickProcessorOf(Thread* thread)
    {
        for (int i = 0; i < Processors.Count; i++)
        {
            if (Processor.Get(i)->Current == thread)
                LocalApic.SendInterrupt(Processor.Get(i)->ApicId, LocalApic.RescheduleVector);
        }
    }

    private static bool PushFrame(Thread* thread, int signal, SignalAction* action)
    {
        ulong stack = thread->Frame.Rsp - RedZone;
        bool onAlternate = stack - thread->AlternateStack < thread->AlternateStackSize;
        if ((action->Flags & SignalAction.OnStack) != 0 && thread->AlternateStackSize != 0 && !onAlternate)
            stack = thread->AlternateStack + thread->AlternateStackSize;
        ulong state = (stack - Features.StateBytes - 4) & ~63UL;
        ulong start = ((state - FrameBytes) & ~15UL) - 8;
        if (!StoreState(thread, new UserAddress(state)))
            return false;
        byte* frame = Scratch();
        Cpu.Clear(frame, FrameBytes);
        *(ulong*)frame = action->RestorerAddress;
        *(ulong*)(frame + Context) = ContextFlags;
        *(ulong*)(frame + Context + 16) = thread->AlternateStack;
        *(uint*)(frame + Context + 24) = thread->AlternateStackSize == 0 ? 2u : 0;
        *(ulong*)(frame + Context + 32) = thread->AlternateStackSize;
        ulong* registers = (ulong*)(frame + Registers);
        StoreRegisters(&thread->Frame, registers);
        registers[18] = thread->Frame.Cs | (thread->Frame.Ss << 48);
        registers[19] = thread->FaultError;
        registers[20] = thread->FaultVector;
        registers[21] = thread->SignalMask;
        registers[22] = thread->FaultAddress;
        registers[23] = state;
        *(ulong*)(frame + Mask) = thread->SignalMask;
        *(int*)(frame + Info) = signal;
        *(int*)(frame + Info + 8) = IsFault(signal) ? thread->SignalCode : -6;
        *(ulong*)(frame + Info + 16) = IsFault(signal) ? thread->FaultAddress : thread->Process->Id;
        if (!UserMemory.Write(thread->Process, new UserAddress(start), frame, FrameBytes))
            return false;
        thread->Frame.Rsp = start;
        thread->Frame.Rip = action->Handler;
        thread->Frame.Rdi = (ulong)signal;
        thread->Frame.Rsi = start + Info;
        thread->Frame.Rdx = start + Context;
        thread->Frame.Rax = 0;
        thread->Frame.Rflags = Threads.InterruptFlag;
        // A handler outside the program's part would be a jump of iretq to where it has no right to be.
        return thread->Process->Contains(action->Handler, 1);
    }

    private static bool IsFault(int signal) => signal is IllegalInstruction or Trap or Bus or FloatingPoint or SegmentationFault;

    private static bool StoreState(Thread* thread, UserAddress to)
    {
        ExtendedState.Save(thread);
        byte* area = Thread.StateArea(thread);
        uint* software = (uint*)(area + SoftwareBytes);
        software[0] = Magic1;
        software[1] = Features.StateBytes + 4;
        software[2] = Features.StateComponents;
        software[3] = 0;
        software[4] = Features.StateBytes;
        return UserMemory.Write(thread->Process, to, area, Features.StateBytes)
            && UserMemory.Write32(thread->Process, to.Plus(Features.StateBytes), Magic2);
    }

    private static bool LoadState(Thread* thread, UserAddress from)
    {
        byte* area = Thread.StateArea(thread);
        if (from.IsNull)
            return true;
        if (!UserMemory.Read(thread->Process, from, area, Features.StateBytes))
            return false;
        ExtendedState.Sanitise(area);
        ExtendedState.Reload(thread);
        return true;
    }

    /// <summary>Order of struct sigcontext: r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags.</summary>
    private static void StoreRegisters(Frame* frame, ulong* registers)
    {
        registers[0] = frame->R8;
        registers[1] = frame->R9;
        registers[2] = frame->R10;
        registers[3] = frame->R11;
        registers[4] = frame->R12;
        registers[5] = frame->R13;
        registers[6] = frame->R14;
        registers[7] = frame->R15;
        registers[8] = frame->Rdi;
        registers[9] = frame->Rsi;
        registers[10] = frame->Rbp;
        registers[11] = frame->Rbx;
        registers[12] = frame->Rdx;
        registers[13] = frame->Rax;
        registers[14] = frame->Rcx;
        registers[15] = frame->Rsp;
        registers[16] = frame->Rip;
        registers[17] = frame->Rflags;
    }

    private static void CopyRegisters(Frame* frame, ulong* registers)
    {
        frame->R8 = registers[0];
        frame->R9 = registers[1];
        frame->R10 = registers[2];
        frame->R11 = registers[3];
        frame->R12 = registers[4];
        frame->R13 = registers[5];
        frame->R14 = registers[6];
        frame->R15 = registers[7];
        frame->Rdi = registers[8];
        frame->Rsi = registers[9];
        frame->Rbp = registers[10];
        frame->Rbx = registers[11];
        frame->Rdx = registers[12];
        frame->Rax = registers[13];
        frame->Rcx = registers[14];
        frame->Rsp = registers[15];
    }

    private static byte* Scratch()
    {
        fixed (byte* bytes = s_frame.Bytes)
            return bytes;
    }

    private struct FrameBuffer
    {
        public fixed byte Bytes[512];
    }
}
