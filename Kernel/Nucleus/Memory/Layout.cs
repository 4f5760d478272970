namespace Singular.Nucleus;

/// <summary>The address map. docs/nucleus.md draws it.</summary>
internal static class Layout
{
    public const ulong PageSize = 4096;
    public const ulong PageMask = PageSize - 1;

    /// <summary>First address of ring-3 mappings: nothing below can be mapped, so a null reference always faults.</summary>
    public const ulong UserStart = 0x1_0000;

    /// <summary>End of ring-3 mappings, 2 MiB below the ring-0 region: a SYSCALL in the last bytes cannot fall into it.</summary>
    public const ulong UserEnd = RingZeroStart - 0x20_0000;

    /// <summary>
    /// The ring-0 program's region, supervisor pages, the same in every page table. In the low half, because the .NET GC
    /// takes an address with bit 63 set for an offset.
    /// </summary>
    public const ulong RingZeroStart = 0x4000_0000_0000;
    public const ulong RingZeroEnd = RingZeroStart + RingZeroSlots * (1UL << 39);

    /// <summary>Entries of the top-level table that make up the ring-0 region; filled at boot, never changed later.</summary>
    public const int RingZeroFirstSlot = 128;
    public const int RingZeroSlots = 8;

    /// <summary>First address that is not canonical.</summary>
    public const ulong LowHalfEnd = 0x8000_0000_0000;

    /// <summary>All physical memory, readable and writable, never executable.</summary>
    public const ulong DirectMap = 0xFFFF_8000_0000_0000;

    /// <summary>Virtual minus physical address of the nucleus' own image.</summary>
    public const ulong ImageOffset = 0xFFFF_FFFF_8000_0000;

    public static ulong RoundUp(ulong value) => (value + PageMask) & ~PageMask;

    public static ulong RoundDown(ulong value) => value & ~PageMask;

    /// <summary>Where the nucleus sees a physical address. Sound for RAM and firmware tables below the direct map's end.</summary>
    public static unsafe byte* Direct(ulong physical) => (byte*)(DirectMap + physical);
}
