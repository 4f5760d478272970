using System.Runtime;

namespace Singular.Nucleus;

/// <summary>
/// The end: a broken invariant of the nucleus, or the death of the ring-0 kernel. Says what and where on the boot console,
/// then ends the emulator with a failure or stops the processor. Never returns, and a panic within a panic stops at once.
/// </summary>
internal static unsafe class Panic
{
    /// <summary>Exit code at the emulator's debug-exit port; the emulator's own status becomes 2 × code + 1.</summary>
    private const uint ExitCode = 0x30;

    private static uint s_started;

    public static void Stop(string what)
    {
        Begin(what);
        End();
    }

    public static void Stop(string what, ulong value)
    {
        Begin(what);
        BootConsole.Write(": ");
        BootConsole.WriteHex(value);
        End();
    }

    /// <summary>An exception in a place where none may happen, with the registers at that moment.</summary>
    public static void Stop(string what, Frame* frame)
    {
        Begin(what);
        BootConsole.Write("\nvector ");
        BootConsole.WriteDecimal(frame->Vector);
        Register(" error ", frame->Error);
        Register(" rip ", frame->Rip);
        Register(" cs ", frame->Cs);
        Register(" rflags ", frame->Rflags);
        Register(" rsp ", frame->Rsp);
        Register("\ncr2 ", Cpu.ReadCr2());
        Register(" cr3 ", Cpu.ReadCr3());
        Register(" rax ", frame->Rax);
        Register(" rbx ", frame->Rbx);
        Register(" rcx ", frame->Rcx);
        Register(" rdx ", frame->Rdx);
        Register("\nrsi ", frame->Rsi);
        Register(" rdi ", frame->Rdi);
        Register(" rbp ", frame->Rbp);
        Register(" r8 ", frame->R8);
        Register(" r9 ", frame->R9);
        Register(" r12 ", frame->R12);
        Register(" r13 ", frame->R13);
        Register(" r14 ", frame->R14);
        Register(" r15 ", frame->R15);
        End();
    }

    [RuntimeExport("nucleus_check_failed")]
    public static void CheckFailed() => Stop("a check in compiled nucleus code failed");

    [RuntimeExport("dispatch_fatal")]
    public static void Fatal(Frame* frame) =>
        Stop(frame->Vector == 8 ? "double fault" : frame->Vector == 2 ? "non-maskable interrupt" : "machine check", frame);

    private static void Register(string name, ulong value)
    {
        BootConsole.Write(name);
        BootConsole.WriteHex(value);
    }

    private static void Begin(string what)
    {
        fixed (uint* started = &s_started)
        {
            if (Cpu.Exchange(started, 1) != 0)
                Halt();
        }
        // A driver may have left the port in loop-back or with another divisor.
        BootConsole.Start();
        BootConsole.Write("\nnucleus: PANIC: ");
        BootConsole.Write(what);
    }

    private static void End()
    {
        BootConsole.Write("\nnucleus: stopped\n");
        Power.DebugExit(ExitCode);
        Halt();
    }

    private static void Halt()
    {
        while (true)
            Cpu.Halt();
    }
}
