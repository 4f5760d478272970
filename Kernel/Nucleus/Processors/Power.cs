namespace Singular.Nucleus;

/// <summary>Ending the machine: the emulator's debug-exit port where there is one, ACPI's soft-off, reset.</summary>
internal static class Power
{
    /// <summary>QEMU's isa-debug-exit where one puts it: `-device isa-debug-exit,iobase=0xf4,iosize=4`.</summary>
    private const ushort DebugExitPort = 0xF4;

    /// <summary>SLP_EN with sleep type 0, which is S5 in QEMU's tables (ACPI 6.5, 4.8.3.2.1).</summary>
    private const ushort SleepEnable = 0x2000;

    /// <summary>Intel ICH9 data sheet, 13.7.5: reset control, full reset.</summary>
    private const ushort ResetControl = 0xCF9;

    /// <summary>Nanoseconds that the machine gets to go. It does not do so within the instruction: an emulator's main thread has
    /// to be scheduled first, which on a host with twenty runnable threads per processor was seen to take more than two
    /// seconds.</summary>
    private const ulong Patience = 30_000_000_000;

    /// <summary>Does nothing on a machine without the port.</summary>
    public static void DebugExit(uint code) => Cpu.Out32(DebugExitPort, code);

    public static void Off(uint exitCode)
    {
        if (exitCode != 0)
            DebugExit(exitCode);
        Cpu.Out16(Acpi.PowerControlPort, SleepEnable);
        Clock.BusyWait(Patience);
        Panic.Stop("power off had no effect");
    }

    public static void Reset()
    {
        Cpu.Out8(ResetControl, 0x02);
        Cpu.Out8(ResetControl, 0x06);
        Clock.BusyWait(Patience);
        Panic.Stop("reset had no effect");
    }
}
