namespace Singular.Nucleus;

/// <summary>
/// The page frames of the machine. One 32-bit word per frame: for a free frame the number of the next free one, for a frame of
/// a memory object the number of the object's header frame. Frames are handed out one at a time, last freed first; nothing in the nucleus needs contiguous memory after boot.
/// </summary>
internal static unsafe class Frames
{
    /// <summary>Bit 31: not free. The other bits are all ones, or the header frame of the owning memory object.</summary>
    private const uint TakenBit = 0x8000_0000, Taken = 0xFFFF_FFFF;
    private const uint EndOfList = 0x7FFF_FFFF;

    private static uint* s_links;
    private static uint s_first;
    private static ulong s_frameCount;

    /// <summary>Frames that the allocator owns, free or not.</summary>
    public static ulong Total;

    public static ulong Free;

    /// <summary>Free frames that only ring 0 gets: a sixteenth of all.</summary>
    public static ulong Reserve => Total / 16;

    /// <summary>End of the highest RAM range; the direct map covers everything below.</summary>
    public static ulong MemoryEnd => s_frameCount * Layout.PageSize;

    /// <summary>
    /// Takes over the RAM of the memory map, but for the ranges that are in use: the first MiB (firmware, trampoline),
    /// the nucleus, the boot image and the start-up records.
    /// </summary>
    public static void Start()
    {
        s_frameCount = BootInfo.MemoryEnd / Layout.PageSize;
        ulong tableBytes = Layout.RoundUp(s_frameCount * 4);
        ulong table = FindRoom(tableBytes);
        s_links = (uint*)Layout.Direct(table);
        for (ulong i = 0; i < s_frameCount; i++)
            s_links[i] = Taken;
        s_first = EndOfList;
        for (int i = BootInfo.RangeCount - 1; i >= 0; i--)
        {
            ulong start = Layout.RoundUp(BootInfo.RangeStart(i));
            ulong end = Layout.RoundDown(BootInfo.RangeEnd(i));
            for (ulong address = end; address > start;)
            {
                address -= Layout.PageSize;
                if (InUse(address) || (address >= table && address < table + tableBytes))
                    continue;
                s_links[address / Layout.PageSize] = s_first;
                s_first = (uint)(address / Layout.PageSize);
                Free++;
            }
        }
        Total = Free;
    }

    /// <summary>Physical address of a frame with unknown content; 0 when there is none.</summary>
    public static ulong Take()
    {
        uint frame = s_first;
        if (frame == EndOfList)
            return 0;
        s_first = s_links[frame];
        s_links[frame] = Taken;
        Free--;
        return frame * Layout.PageSize;
    }

    /// <summary>Physical address of a frame filled with zeros; 0 when there is none.</summary>
    public static ulong TakeZeroed()
    {
        ulong frame = Take();
        if (frame != 0)
            Cpu.Clear(Layout.Direct(frame), Layout.PageSize);
        return frame;
    }

    public static void Return(ulong physical)
    {
        ulong frame = physical / Layout.PageSize;
        if ((physical & Layout.PageMask) != 0 || frame >= s_frameCount || (s_links[frame] & TakenBit) == 0)
            Panic.Stop("a page frame was freed twice or was never handed out", physical);
        s_links[frame] = s_first;
        s_first = (uint)frame;
        Free++;
    }

    /// <summary>Notes that a taken frame belongs to a memory object.</summary>
    public static void SetOwner(ulong physical, MemoryObject* owner) =>
        s_links[physical / Layout.PageSize] = TakenBit | (uint)(((ulong)owner - Layout.DirectMap) / Layout.PageSize);

    /// <summary>The memory object that a frame was said to belong to.</summary>
    public static MemoryObject* OwnerOf(ulong physical) =>
        (MemoryObject*)Layout.Direct((s_links[physical / Layout.PageSize] & ~TakenBit) * Layout.PageSize);

    /// <summary>Whether any part of a physical range is RAM of the memory map, handed out or not.</summary>
    public static bool IsMemory(ulong start, ulong end)
    {
        for (int i = 0; i < BootInfo.RangeCount; i++)
        {
            if (start < BootInfo.RangeEnd(i) && end > BootInfo.RangeStart(i))
                return true;
        }
        return false;
    }

    private static bool InUse(ulong address)
    {
        if (address < 0x10_0000 || address < Linker.ImageEnd && address >= 0x10_0000)
            return true;
        return address + Layout.PageSize > BootInfo.ImageStart && address < BootInfo.ImageEnd
            || address + Layout.PageSize > BootInfo.RecordsStart && address < BootInfo.RecordsEnd;
    }

    private static ulong FindRoom(ulong bytes)
    {
        for (int i = 0; i < BootInfo.RangeCount; i++)
        {
            ulong start = Layout.RoundUp(BootInfo.RangeStart(i));
            ulong end = BootInfo.RangeEnd(i);
            for (ulong address = start; address + Layout.PageSize <= end; address += Layout.PageSize)
            {
                if (InUse(address))
                    start = address + Layout.PageSize;
                else if (address + Layout.PageSize - start >= bytes)
                    return start;
            }
        }
        Panic.Stop("no room for the table of page frames", bytes);
        return 0;
    }
}
