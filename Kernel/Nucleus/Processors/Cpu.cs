using System.Runtime;
using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Single processor instructions (Assembly/processor.s). They are calls, not inline code: three instructions each, and the
/// compiler may not move memory accesses across them.
/// </summary>
internal static unsafe class Cpu
{
    [RuntimeImport("*", "cpu_in8")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern byte In8(ushort port);
    [RuntimeImport("*", "cpu_in16")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ushort In16(ushort port);
    [RuntimeImport("*", "cpu_in32")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern uint In32(ushort port);
    [RuntimeImport("*", "cpu_out8")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Out8(ushort port, byte value);
    [RuntimeImport("*", "cpu_out16")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Out16(ushort port, ushort value);
    [RuntimeImport("*", "cpu_out32")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Out32(ushort port, uint value);
    [RuntimeImport("*", "cpu_read_tsc")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong ReadTsc();
    [RuntimeImport("*", "cpu_read_msr")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong ReadMsr(uint register);
    [RuntimeImport("*", "cpu_write_msr")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void WriteMsr(uint register, ulong value);
    [RuntimeImport("*", "cpu_identify")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Identify(uint leaf, uint subleaf, uint* abcd);
    [RuntimeImport("*", "cpu_read_cr2")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong ReadCr2();
    [RuntimeImport("*", "cpu_read_cr3")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong ReadCr3();
    [RuntimeImport("*", "cpu_write_cr3")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void WriteCr3(ulong root);
    [RuntimeImport("*", "cpu_read_cr4")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong ReadCr4();
    [RuntimeImport("*", "cpu_write_cr4")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void WriteCr4(ulong value);
    [RuntimeImport("*", "cpu_set_extended_features")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void SetExtendedFeatures(uint components);
    [RuntimeImport("*", "cpu_load_gdt")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void LoadGdt(void* pointerRecord);
    [RuntimeImport("*", "cpu_load_idt")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void LoadIdt(void* pointerRecord);
    [RuntimeImport("*", "cpu_invalidate_page")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void InvalidatePage(ulong address);
    [RuntimeImport("*", "cpu_halt")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Halt();
    [RuntimeImport("*", "cpu_pause")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Pause();
    [RuntimeImport("*", "cpu_save_state")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void SaveState(byte* area);
    [RuntimeImport("*", "cpu_restore_state")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void RestoreState(byte* area);
    [RuntimeImport("*", "cpu_clear_segments")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void ClearSegments();
    [RuntimeImport("*", "cpu_exchange")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern uint Exchange(uint* address, uint value);
    [RuntimeImport("*", "cpu_multiply_shift")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong MultiplyShift32(ulong a, ulong b);
    [RuntimeImport("*", "cpu_divide_scaled")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong DivideScaled32(ulong a, ulong b);
    [RuntimeImport("*", "cpu_random")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern ulong Random();
    [RuntimeImport("*", "cpu_copy")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Copy(void* to, void* from, ulong bytes);
    [RuntimeImport("*", "cpu_clear")] [MethodImpl(MethodImplOptions.InternalCall)] public static extern void Clear(void* to, ulong bytes);
}
