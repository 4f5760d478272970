namespace Singular.Nucleus;

/// <summary>
/// Time since boot from the time-stamp counter, its rate measured once against the 8254 (Intel 8254 data sheet; channel 2
/// through port 0x61), and the date at boot from the real-time clock.
/// </summary>
internal static unsafe class Clock
{
    private const ushort PitCommand = 0x43, PitChannel2 = 0x42, PitGate = 0x61;
    private const ulong PitHertz = 1_193_182;

    /// <summary>2.5 ms: with the 838 ns of a count an error of less than 0.04 percent.</summary>
    private const ushort PitCounts = 2983;

    /// <summary>Enough for a host that takes the processor away again and again.</summary>
    private const int MostMeasurements = 40;

    /// <summary>Two measurements that differ by less than one part in this were both left alone.</summary>
    private const ulong Agreement = 512;

    private const ulong Century = 100UL * 365 * 86_400 * 1_000_000_000;

    // Nanoseconds per tick and ticks per nanosecond, 32.32 fixed point.
    private static ulong s_scale, s_ticksScale;

    /// <summary>TSC ticks per second.</summary>
    public static ulong Hertz;

    /// <summary>The counter when the nucleus started.</summary>
    public static ulong BootTicks;

    /// <summary>Nanoseconds between 1970 and boot.</summary>
    public static ulong BootDate;

    /// <summary>Nanoseconds per tick, 32.32 fixed point.</summary>
    public static ulong Scale => s_scale;

    public static void Start()
    {
        BootTicks = Cpu.ReadTsc();
        byte gate = Cpu.In8(PitGate);
        // A measurement begins before the 8254 counts and ends after it, so whatever interrupts it makes it longer: the
        // shortest is the best, and one that is alone with its length may have been interrupted like the others.
        ulong ticks = ulong.MaxValue;
        uint counts = uint.MaxValue;
        for (int i = 0; i < MostMeasurements; i++)
        {
            uint counted;
            ulong measured = Measure(gate, &counted);
            ulong difference = measured < ticks ? ticks - measured : measured - ticks;
            if (measured < ticks)
                ticks = measured;
            if (counted < counts)
                counts = counted;
            if (difference < ticks / Agreement)
                break;
        }
        LocalApic.Calibrate(counts, ticks);
        Cpu.Out8(PitGate, gate);
        Hertz = ticks * PitHertz / PitCounts;
        s_scale = Cpu.DivideScaled32(1_000_000_000, Hertz);
        s_ticksScale = Cpu.DivideScaled32(Hertz, 1_000_000_000);
        BootDate = RealTimeClock.ReadNanoseconds() - Nanoseconds();
    }

    /// <summary>TSC ticks and interval timer counts while the 8254 counts down once.</summary>
    private static ulong Measure(byte gate, uint* counted)
    {
        // In mode 0 with the gate open the count begins with its second byte; QEMU looks at nothing but that byte.
        Cpu.Out8(PitGate, (byte)((gate & ~3) | 1));
        Cpu.Out8(PitCommand, 0xB0);
        Cpu.Out8(PitChannel2, PitCounts & 0xFF);
        LocalApic.StartCounting();
        ulong start = Cpu.ReadTsc();
        Cpu.Out8(PitChannel2, PitCounts >> 8);
        while ((Cpu.In8(PitGate) & 0x20) == 0)
        {
        }
        ulong end = Cpu.ReadTsc();
        *counted = LocalApic.StopCounting();
        return end - start;
    }

    public static ulong Nanoseconds() => FromTicks(Cpu.ReadTsc() - BootTicks);

    public static ulong FromTicks(ulong ticks) => Cpu.MultiplyShift32(ticks, s_scale);

    /// <summary>Ticks of the counter so many nanoseconds from now; the largest value for times beyond a hundred years.</summary>
    public static ulong TicksAfter(ulong nanoseconds) =>
        nanoseconds >= Century ? ulong.MaxValue : Cpu.ReadTsc() + Ticks(nanoseconds);

    /// <summary>Ticks of the counter in a time of less than a hundred years.</summary>
    public static ulong Ticks(ulong nanoseconds) => Cpu.MultiplyShift32(nanoseconds, s_ticksScale);

    /// <summary>Ticks of the counter at a time since boot; the largest value for times beyond a hundred years.</summary>
    public static ulong TicksAt(ulong nanoseconds)
    {
        if (nanoseconds >= Century)
            return ulong.MaxValue;
        return BootTicks + Cpu.MultiplyShift32(nanoseconds, s_ticksScale);
    }

    /// <summary>Spins; only while processors start.</summary>
    public static void BusyWait(ulong nanoseconds)
    {
        ulong end = Nanoseconds() + nanoseconds;
        while (Nanoseconds() < end)
            Cpu.Pause();
    }
}
