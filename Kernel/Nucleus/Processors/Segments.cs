namespace Singular.Nucleus;

/// <summary>
/// Segments, the interrupt table and the SYSCALL registers of one processor. One code segment per ring; every vector uses an
/// interrupt stack, because compiled programs keep data below their stack pointer (System V red zone).
/// </summary>
internal static unsafe class Segments
{
    public const ulong RingZeroCode = 0x08, RingZeroData = 0x10, RingThreeData = 0x1B, RingThreeCode = 0x23;

    private const uint Efer = 0xC000_0080, Star = 0xC000_0081, LongStar = 0xC000_0082, FlagMask = 0xC000_0084;

    /// <summary>Flags that SYSCALL clears: trap, interrupt, direction, nested task, alignment check (SMAP override).</summary>
    private const ulong ClearedFlags = 0x100 | 0x200 | 0x400 | 0x4000 | 0x4_0000;

    private const int VectorEntrySize = 16, CallEntrySize = 64;
    private const int BreakpointVector = 3, ProgramTrapVector = 0x80;

    private static Descriptors s_gdt;
    private static Gates s_idt;

    public static void BuildInterruptTable()
    {
        ulong entry = Linker.Address(Symbol.VectorEntries);
        fixed (ulong* gates = s_idt.Words)
        {
            for (int vector = 0; vector < 256; vector++, entry += VectorEntrySize)
            {
                ulong stack = vector is 2 or 8 or 18 ? 2UL : 1UL;
                ulong privilege = vector is BreakpointVector or ProgramTrapVector ? 3UL : 0;
                // Intel SDM volume 3, 6.14.1: 64-bit interrupt gate, present.
                gates[vector * 2] = (entry & 0xFFFF) | (RingZeroCode << 16) | (stack << 32) | ((0x8EUL | (privilege << 5)) << 40)
                    | ((entry & 0xFFFF_0000) << 32);
                gates[vector * 2 + 1] = entry >> 32;
            }
        }
    }

    /// <summary>Loads everything on the calling processor.</summary>
    public static void Load(Processor* processor)
    {
        byte* pointer = stackalloc byte[16];
        fixed (ulong* all = s_gdt.Words)
        {
            ulong* gdt = all + processor->Number * Descriptors.PerProcessor;
            ulong tss = (ulong)Processor.Tss(processor);
            gdt[0] = 0;
            gdt[1] = 0x00AF_9A00_0000_FFFF;
            gdt[2] = 0x00CF_9200_0000_FFFF;
            gdt[3] = 0x00CF_F200_0000_FFFF;
            gdt[4] = 0x00AF_FA00_0000_FFFF;
            gdt[5] = (Processor.TssLimit & 0xFFFF) | ((tss & 0xFF_FFFF) << 16) | (0x89UL << 40)
                | ((ulong)(Processor.TssLimit >> 16) << 48) | ((tss >> 24 & 0xFF) << 56);
            gdt[6] = tss >> 32;
            *(ushort*)pointer = Descriptors.PerProcessor * 8 - 1;
            *(ulong*)(pointer + 2) = (ulong)gdt;
            Cpu.LoadGdt(pointer);
        }
        fixed (ulong* gates = s_idt.Words)
        {
            *(ushort*)pointer = 256 * 16 - 1;
            *(ulong*)(pointer + 2) = (ulong)gates;
            Cpu.LoadIdt(pointer);
        }
        Cpu.WriteMsr(Star, RingZeroCode << 32);
        Cpu.WriteMsr(LongStar, Linker.Address(Symbol.CallEntries) + (ulong)(processor->Number * CallEntrySize));
        Cpu.WriteMsr(FlagMask, ClearedFlags);
    }

    private struct Descriptors
    {
        public const int PerProcessor = 8;
        public fixed ulong Words[PerProcessor * Processor.Maximum];
    }

    private struct Gates
    {
        public fixed ulong Words[512];
    }
}
