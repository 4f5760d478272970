namespace Singular.Nucleus.Probe.Roles;

/// <summary>A driver of the real-time clock's periodic interrupt (MC146818A): handle 1 its ports, handle 2 line 8.</summary>
internal static unsafe class ClockRole
{
    private const int Interrupts = 20;

    public static int Run()
    {
        Check.Equal(0, Calls.Raw(0x1041, 1), "ports_enable");
        int control = Register(0x0B);
        SetRegister(0x0A, 0x26);
        SetRegister(0x0B, control | 0x40);
        int periods = 0;
        // An interrupt that arrives while the one before is handled finds its flag already read: it counts as a wait only.
        for (int waits = 0; periods < Interrupts && waits < 10 * Interrupts; waits++)
        {
            Check.Equal(1, Calls.Raw(0x1031, 2, 1_000_000_000), "interrupt_wait");
            if ((Register(0x0C) & 0x40) != 0)
                periods++;
        }
        Check.Equal(Interrupts, periods, "periods with their flag set");
        SetRegister(0x0B, control);
        Register(0x0C);
        // A last one may have come in between.
        Calls.Raw(0x1031, 2, 0);
        return 0;
    }

    private static int Register(int number)
    {
        MachineCode.Out8(0x70, number);
        return MachineCode.In8(0x71);
    }

    private static void SetRegister(int number, int value)
    {
        MachineCode.Out8(0x70, number);
        MachineCode.Out8(0x71, value);
    }
}
