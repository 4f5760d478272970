namespace Singular.Nucleus;

/// <summary>The I/O interrupt controller (Intel 82093AA data sheet). ISA lines go to the boot processor.</summary>
internal static unsafe class IoApic
{
    /// <summary>Vector of ISA line 0; the others follow.</summary>
    public const byte FirstVector = 0x30;

    private const uint SelectOffset = 0, WindowOffset = 0x10, VersionRegister = 1, RedirectionTable = 0x10;
    private const uint Masked = 0x1_0000, LevelTriggered = 0x8000, ActiveLow = 0x2000;

    private static byte* s_registers;

    /// <summary>Masks everything, both PICs included (Intel 8259A).</summary>
    public static void Start()
    {
        Cpu.Out8(0x20, 0x11);
        Cpu.Out8(0xA0, 0x11);
        Cpu.Out8(0x21, 0xF0);
        Cpu.Out8(0xA1, 0xF8);
        Cpu.Out8(0x21, 4);
        Cpu.Out8(0xA1, 2);
        Cpu.Out8(0x21, 1);
        Cpu.Out8(0xA1, 1);
        Cpu.Out8(0x21, 0xFF);
        Cpu.Out8(0xA1, 0xFF);
        if (Acpi.IoApicAddress == 0)
            return;
        s_registers = PageTable.MapDevice(Acpi.IoApicAddress);
        uint inputs = (Read(VersionRegister) >> 16 & 0xFF) + 1;
        for (uint input = 0; input < inputs; input++)
            Write(RedirectionTable + 2 * input, Masked);
    }

    /// <summary>MPS INTI flags (ACPI 6.5, 5.2.12.5): trigger mode 3 is level; an ISA line's default is edge.</summary>
    public static bool IsLevel(int line) => (Acpi.InputOf(line) >> 18 & 3) == 3;

    public static void Unmask(int line)
    {
        uint input = Input(line);
        uint low = (uint)(FirstVector + line);
        if (IsLevel(line))
            low |= LevelTriggered;
        if ((Acpi.InputOf(line) >> 16 & 3) == 3)
            low |= ActiveLow;
        Write(RedirectionTable + 2 * input + 1, Processor.Get(0)->ApicId << 24);
        Write(RedirectionTable + 2 * input, low);
    }

    public static void Mask(int line)
    {
        uint register = RedirectionTable + 2 * Input(line);
        Write(register, Read(register) | Masked);
    }

    private static uint Input(int line) => (Acpi.InputOf(line) & 0xFFFF) - Acpi.IoApicFirstInput;

    private static uint Read(uint register)
    {
        Device.Write32(s_registers + SelectOffset, register);
        return Device.Read32(s_registers + WindowOffset);
    }

    private static void Write(uint register, uint value)
    {
        Device.Write32(s_registers + SelectOffset, register);
        Device.Write32(s_registers + WindowOffset, value);
    }
}
