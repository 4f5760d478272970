namespace Singular.Nucleus;

/// <summary>Exceptions of programs: a missing page is made present, everything else becomes a signal or the end.</summary>
internal static unsafe class Faults
{
    private const int DivideError = 0, Debug = 1, Breakpoint = 3, Overflow = 4, Bound = 5, InvalidOpcode = 6, Protection = 13, Page = 14,
        FloatingPoint = 16, Alignment = 17, Simd = 19;

    /// <summary>Page-fault error code bits (Intel SDM volume 3, 4.7).</summary>
    private const ulong WriteBit = 2, FetchBit = 16;

    /// <summary>si_code values of asm-generic/siginfo.h.</summary>
    private const int MapError = 1, AccessError = 2, DivideByZero = 1, KernelSent = 0x80;

    public static void Handle(Processor* self, Thread* thread)
    {
        ulong vector = thread->Frame.Vector;
        ulong address = vector == Page ? Cpu.ReadCr2() : 0;
        switch ((int)vector)
        {
            case Page:
                HandlePageFault(thread, address);
                break;
            case Protection when !thread->Process->IsRingZero && PortBitmap.IsStale(self, thread->Process):
                PortBitmap.Show(self, thread->Process);
                break;
            case DivideError:
                Signals.Raise(thread, Signals.FloatingPoint, DivideByZero, thread->Frame.Rip);
                break;
            case FloatingPoint or Simd:
                Signals.Raise(thread, Signals.FloatingPoint, KernelSent, thread->Frame.Rip);
                break;
            case Debug or Breakpoint:
                Signals.Raise(thread, Signals.Trap, KernelSent, thread->Frame.Rip);
                break;
            case InvalidOpcode:
                Signals.Raise(thread, Signals.IllegalInstruction, KernelSent, thread->Frame.Rip);
                break;
            case Alignment:
                Signals.Raise(thread, Signals.Bus, KernelSent, 0);
                break;
            default:
                Signals.Raise(thread, Signals.SegmentationFault, KernelSent, 0);
                break;
        }
    }

    /// <summary>Ends a process because of an exception; in the ring-0 program that is the end of the system.</summary>
    public static void Kill(Thread* thread, ulong vector, ulong address)
    {
        Process* process = thread->Process;
        if (process->IsRingZero)
        {
            BootConsole.Write("\nnucleus: fault address ");
            BootConsole.WriteHex(address);
            BootConsole.Write(" thread ");
            BootConsole.WriteDecimal(thread->Id);
            Panic.Stop("an exception in the kernel that its runtime does not handle", &thread->Frame);
        }
        process->FaultVector = vector;
        process->FaultAddress = address;
        process->FaultRip = thread->Frame.Rip;
        ProcessTable.Kill(process, ProcessState.Faulted, ProcessTable.FaultStatus + vector);
    }

    private static void HandlePageFault(Thread* thread, ulong address)
    {
        ulong error = thread->Frame.Error;
        Process* process = thread->Process;
        Access access = (error & WriteBit) != 0 ? Access.Write : (error & FetchBit) != 0 ? Access.Execute : Access.Read;
        if (process->Contains(address, 1) && AddressSpace.Fault(process, address, access))
            return;
        Region* region = process->Regions.At(address);
        bool mapped = region != null && region->Start <= address;
        Signals.Raise(thread, Signals.SegmentationFault, mapped ? AccessError : MapError, address);
    }
}
