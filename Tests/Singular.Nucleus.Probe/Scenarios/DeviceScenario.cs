namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Interrupt lines, ports and device memory as handles, the devices used from ring 3.</summary>
internal static class DeviceScenario
{
    public static void Run()
    {
        long ports = Check.Positive(Calls.Raw(0x1040, 0x70, 2), "ports_create");
        long line = Check.Positive(Calls.Raw(0x1030, 8), "interrupt_create");
        Check.Equal(-16, Calls.Raw(0x1030, 8), "a second owner of line 8");
        Check.Equal(Calls.Invalid, Calls.Raw(0x1030, 16), "line 16");
        Check.Equal(0, Children.Run("clock", (uint)ports, (uint)line), "periodic interrupts in ring 3");

        // Its end took the process' handles, so the line is still ours and can be waited for and cancelled.
        Check.Equal(Calls.TimedOut, Calls.Raw(0x1031, (ulong)line, 1_000_000), "wait without interrupts");
        var waiter = new Thread(() => Check.Equal(-4, Calls.Raw(0x1031, (ulong)line, Calls.Forever), "cancelled wait"));
        waiter.Start();
        Thread.Sleep(20);
        Check.Equal(0, Calls.Raw(0x1032, (ulong)line), "interrupt_cancel");
        waiter.Join();
        Check.Equal(0, Calls.Close(line), "close");
        Check.Equal(0, Calls.Close(Check.Positive(Calls.Raw(0x1030, 8), "line 8 is free again")), "close");

        Check.Equal(Calls.Access, Calls.FromPhysical(0xFEE0_0000, 4096), "registers of the interrupt controller");
        Check.Equal(Calls.Access, Calls.FromPhysical(0x20_0000, 4096), "RAM as a device");
        long memory = Check.Positive(Calls.FromPhysical(0xFED0_0000, 4096), "registers of the HPET");
        long address = Check.Positive(Calls.MapMemory(memory, 4096, 1), "map of the HPET");
        unsafe
        {
            Check.Equal(0x8086, *(uint*)address >> 16, "vendor of the HPET");
        }
        Check.Equal(Calls.Fault, Calls.Raw(0x1060, (ulong)address, 4), "a copy out of device registers");
        Check.Equal(0, Calls.UnmapMemory((ulong)address, 4096), "unmap");
        Calls.Close(memory);
        Calls.Close(ports);
    }
}
