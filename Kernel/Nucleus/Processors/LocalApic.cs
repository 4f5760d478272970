namespace Singular.Nucleus;

/// <summary>The local interrupt controller and its interval timer (Intel SDM volume 3, chapter 11), xAPIC mode.</summary>
internal static unsafe class LocalApic
{
    public const byte TimerVector = 0xE0, RescheduleVector = 0xE1, FlushVector = 0xE2, SpuriousVector = 0xFF;

    private const uint BaseRegister = 0x1B;
    private const int Id = 0x20, TaskPriority = 0x80, EndOfInterrupt = 0xB0, Spurious = 0xF0, CommandLow = 0x300, CommandHigh = 0x310,
        TimerEntry = 0x320, Lint0 = 0x350, Lint1 = 0x360, InitialCount = 0x380, CurrentCount = 0x390, Divide = 0x3E0;
    private const uint Enabled = 0x100, Masked = 0x1_0000, Pending = 0x1000, DivideBy16 = 3;

    private static byte* s_registers;

    /// <summary>Timer counts per TSC tick, as a 32.32 fixed-point number.</summary>
    private static ulong s_countsPerTick;

    public static void Map() => s_registers = PageTable.MapDevice(Cpu.ReadMsr(BaseRegister) & 0xF_FFFF_F000);

    public static uint ReadId() => Read(Id) >> 24;

    /// <summary>Turns the calling processor's controller on: one-shot timer, legacy pins masked.</summary>
    public static void Start()
    {
        Write(TaskPriority, 0);
        Write(Lint0, Masked);
        Write(Lint1, Masked);
        Write(Divide, DivideBy16);
        Write(TimerEntry, TimerVector);
        Write(Spurious, Enabled | SpuriousVector);
    }

    public static void Acknowledge() => Write(EndOfInterrupt, 0);

    /// <summary>Runs the timer from its largest count, to be read back after a known time.</summary>
    public static void StartCounting() => Write(InitialCount, uint.MaxValue);

    /// <summary>Counts since <see cref="StartCounting"/>.</summary>
    public static uint StopCounting()
    {
        uint counted = uint.MaxValue - Read(CurrentCount);
        Write(InitialCount, 0);
        return counted;
    }

    public static void Calibrate(uint counts, ulong ticks) => s_countsPerTick = Cpu.DivideScaled32(counts, ticks);

    /// <summary>Interrupts after a number of TSC ticks; 0 stops the timer.</summary>
    public static void SetTimer(ulong ticks)
    {
        if (ticks == 0)
        {
            Write(InitialCount, 0);
            return;
        }
        ulong counts = Cpu.MultiplyShift32(ticks, s_countsPerTick) + 1;
        Write(InitialCount, counts > uint.MaxValue ? uint.MaxValue : (uint)counts);
    }

    public static void SendInterrupt(uint apicId, byte vector) => Send(apicId, 0x4000u | vector);

    public static void SendInit(uint apicId) => Send(apicId, 0xC500);

    public static void SendStartup(uint apicId, byte page) => Send(apicId, 0x4600u | page);

    private static void Send(uint apicId, uint command)
    {
        while ((Read(CommandLow) & Pending) != 0)
            Cpu.Pause();
        Write(CommandHigh, apicId << 24);
        Write(CommandLow, command);
    }

    // The registers are mapped uncached at a fixed place for the life of the system; all are 32 bits wide.
    private static uint Read(int register) => Device.Read32(s_registers + register);

    private static void Write(int register, uint value) => Device.Write32(s_registers + register, value);
}
