namespace Singular.Nucleus;

/// <summary>
/// The three things that the nucleus takes from the firmware's tables (ACPI 6.5, chapter 5): processors, interrupt
/// controllers with their overrides, and the power control port.
/// </summary>
internal static unsafe class Acpi
{
    private const uint ApicSignature = 0x4349_5041, FixedSignature = 0x5043_4146;
    private const int MaximumOverrides = 16;

    private static Ids s_apicIds;
    private static Lines s_lines;

    public static int ProcessorCount;
    public static ulong IoApicAddress;
    public static uint IoApicFirstInput;
    public static ushort PowerControlPort = 0x604;

    public static uint ApicId(int index)
    {
        fixed (uint* ids = s_apicIds.Values)
            return ids[index];
    }

    /// <summary>The controller input behind an ISA line, with its override's flags (MPS INTI) in bits 16 and up.</summary>
    public static uint InputOf(int isaLine)
    {
        fixed (uint* inputs = s_lines.Inputs)
            return inputs[isaLine];
    }

    public static void Read()
    {
        fixed (uint* inputs = s_lines.Inputs)
        {
            for (uint line = 0; line < MaximumOverrides; line++)
                inputs[line] = line;
        }
        if (BootInfo.AcpiRoot == 0)
            return;
        byte* pointer = Map(BootInfo.AcpiRoot, 36);
        bool extended = pointer[15] >= 2 && *(ulong*)(pointer + 24) != 0;
        byte* root = MapTable(extended ? *(ulong*)(pointer + 24) : *(uint*)(pointer + 16));
        uint entrySize = extended ? 8u : 4u;
        for (uint at = 36; at + entrySize <= *(uint*)(root + 4); at += entrySize)
        {
            byte* table = MapTable(extended ? *(ulong*)(root + at) : *(uint*)(root + at));
            if (*(uint*)table == ApicSignature)
                ReadControllers(table);
            else if (*(uint*)table == FixedSignature)
                PowerControlPort = (ushort)*(uint*)(table + 64);
        }
    }

    private static void ReadControllers(byte* table)
    {
        uint length = *(uint*)(table + 4);
        for (uint at = 44; at + 2 <= length && table[at + 1] >= 2; at += table[at + 1])
        {
            byte* entry = table + at;
            if (entry[0] == 0 && (*(uint*)(entry + 4) & 1) != 0 && ProcessorCount < Processor.Maximum)
            {
                fixed (uint* ids = s_apicIds.Values)
                    ids[ProcessorCount++] = entry[3];
            }
            else if (entry[0] == 1 && IoApicAddress == 0)
            {
                IoApicAddress = *(uint*)(entry + 4);
                IoApicFirstInput = *(uint*)(entry + 8);
            }
            else if (entry[0] == 2 && entry[3] < MaximumOverrides)
            {
                fixed (uint* inputs = s_lines.Inputs)
                    inputs[entry[3]] = *(uint*)(entry + 4) | ((uint)*(ushort*)(entry + 8) << 16);
            }
        }
    }

    private static byte* MapTable(ulong physical)
    {
        byte* header = Map(physical, 36);
        return Map(physical, *(uint*)(header + 4));
    }

    private static byte* Map(ulong physical, ulong bytes)
    {
        for (ulong page = Layout.RoundDown(physical); page < physical + bytes; page += Layout.PageSize)
            PageTable.MapFirmware(page);
        return Layout.Direct(physical);
    }

    private struct Ids
    {
        public fixed uint Values[Processor.Maximum];
    }

    private struct Lines
    {
        public fixed uint Inputs[MaximumOverrides];
    }
}
