using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>
/// Four-level page tables (Intel SDM volume 3, 4.5), seen through the direct map. Entries of level 4 for the ring-0 region
/// and the high half are copied into every root and never change after boot.
/// </summary>
internal static unsafe class PageTable
{
    public const ulong Present = 1, Writable = 2, User = 4, WriteThrough = 8, CacheDisable = 16, Accessed = 32, Dirty = 64, Large = 128;
    public const ulong NoExecute = 1UL << 63;

    /// <summary>Software bit: the frame belongs to this mapping alone and is freed with it.</summary>
    public const ulong Owned = 1UL << 9;

    /// <summary>Software bit: the frame belongs to a memory object that others may map; futexes in it are keyed by frame.</summary>
    public const ulong Shared = 1UL << 10;

    public const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    /// <summary>Physical address of the root that holds nothing but what every root holds.</summary>
    public static ulong NucleusRoot;

    /// <summary>End of the part of the direct map that is made of large pages.</summary>
    private static ulong DirectEnd => (Frames.MemoryEnd + 0x1F_FFFF) & ~0x1F_FFFFUL;

    public static int Index(ulong address, int level) => (int)(address >> (12 + 9 * (level - 1))) & 511;

    public static ulong* Table(ulong entry) => (ulong*)Layout.Direct(entry & AddressMask);

    /// <summary>The entry for an address, null if a table on the way is absent.</summary>
    public static ulong* Find(ulong root, ulong address)
    {
        ulong entry = ((ulong*)Layout.Direct(root))[(int)(address >> 39) & 511];
        if ((entry & Present) == 0)
            return null;
        entry = Table(entry)[(int)(address >> 30) & 511];
        if ((entry & Present) == 0)
            return null;
        entry = Table(entry)[(int)(address >> 21) & 511];
        if ((entry & (Present | Large)) != Present)
            return null;
        return Table(entry) + ((int)(address >> 12) & 511);
    }

    /// <summary>The entry for an address of a process; null if a table on the way is absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* Find(Process* process, ulong address)
    {
        ulong span = address >> 21;
        if (process->WalkTable != null && process->WalkSpan == span)
            return process->WalkTable + ((int)(address >> 12) & 511);
        ulong* entry = Find(process->Root, address);
        if (entry != null)
        {
            process->WalkSpan = span;
            process->WalkTable = (ulong*)((ulong)entry & ~Layout.PageMask);
        }
        return entry;
    }

    /// <summary>
    /// The entry for an address of a process, tables made where absent and charged to it; null without memory. The ring-0
    /// region's top entries exist from boot, so no table of level 3 is ever added to a shared root entry.
    /// </summary>
    public static ulong* Make(Process* process, ulong address)
    {
        ulong user = process->IsRingZero ? 0 : User;
        ulong* table = (ulong*)Layout.Direct(process->Root);
        for (int level = 4; level > 1; level--)
        {
            ulong* entry = table + Index(address, level);
            if ((*entry & Present) == 0)
            {
                ulong frame = process->TakeFrame();
                if (frame == 0)
                    return null;
                *entry = frame | Present | Writable | user;
            }
            table = Table(*entry);
        }
        return table + Index(address, 1);
    }

    /// <summary>Builds the nucleus' own tables (W^X: code, constants and data apart; the direct map never executable).</summary>
    public static void Start()
    {
        ulong root = TakeTable();
        NucleusRoot = root;
        ulong readOnly = Linker.Address(Symbol.ReadOnlyStart);
        ulong data = Linker.Address(Symbol.DataStart);
        ulong imageStart = Linker.Address(Symbol.ImageStart);
        ulong imageEnd = Linker.Address(Symbol.ImageEnd);
        for (ulong address = imageStart; address < imageEnd; address += Layout.PageSize)
            MapFixed(root, address, address - Layout.ImageOffset, RightsOfImage(address, readOnly, data));

        // The image's own frames keep their rights in the direct map: no writable alias of code or constants.
        ulong finePagesEnd = (imageEnd - Layout.ImageOffset + 0x1F_FFFF) & ~0x1F_FFFFUL;
        for (ulong physical = 0; physical < finePagesEnd; physical += Layout.PageSize)
        {
            ulong alias = physical + Layout.ImageOffset;
            bool inImage = alias >= imageStart && alias < imageEnd;
            ulong rights = inImage ? RightsOfImage(alias, readOnly, data) & Writable : Writable;
            MapFixed(root, Layout.DirectMap + physical, physical, rights | NoExecute);
        }
        for (ulong physical = finePagesEnd; physical < Frames.MemoryEnd; physical += 0x20_0000)
            MapLarge(root, Layout.DirectMap + physical, physical);

        ulong* top = (ulong*)Layout.Direct(root);
        for (int i = 0; i < Layout.RingZeroSlots; i++)
            top[Layout.RingZeroFirstSlot + i] = TakeTable() | Present | Writable;
    }

    /// <summary>A page of device registers at its place in the direct map, uncached. Boot only.</summary>
    public static byte* MapDevice(ulong physical)
    {
        ulong page = Layout.RoundDown(physical);
        ulong* entry = Find(NucleusRoot, Layout.DirectMap + page);
        if (entry == null || (*entry & Present) == 0)
            MapFixed(NucleusRoot, Layout.DirectMap + page, page, Writable | NoExecute | CacheDisable | WriteThrough);
        return Layout.Direct(physical);
    }

    /// <summary>A page of firmware tables at its place in the direct map, read-only. Boot only.</summary>
    public static byte* MapFirmware(ulong physical)
    {
        // Large pages reach beyond the end of memory, and the tables often begin right there.
        if (physical < DirectEnd)
            return Layout.Direct(physical);
        ulong page = Layout.RoundDown(physical);
        ulong* entry = Find(NucleusRoot, Layout.DirectMap + page);
        if (entry == null || (*entry & Present) == 0)
            MapFixed(NucleusRoot, Layout.DirectMap + page, page, NoExecute);
        return Layout.Direct(physical);
    }

    /// <summary>A new root with the entries that every root shares, charged to the process; 0 without memory.</summary>
    public static ulong MakeRoot(Process* process)
    {
        ulong root = process->TakeFrame();
        if (root == 0)
            return 0;
        ulong* from = (ulong*)Layout.Direct(NucleusRoot);
        ulong* to = (ulong*)Layout.Direct(root);
        for (int i = Layout.RingZeroFirstSlot; i < 512; i++)
            to[i] = from[i];
        return root;
    }

    private static ulong RightsOfImage(ulong address, ulong readOnly, ulong data) =>
        address < readOnly ? 0 : address < data ? NoExecute : NoExecute | Writable;

    private static ulong TakeTable()
    {
        ulong frame = Frames.TakeZeroed();
        if (frame == 0)
            Panic.Stop("out of memory while the nucleus' page tables are made");
        return frame;
    }

    private static ulong* MakeTables(ulong root, ulong address, int downTo)
    {
        ulong* table = (ulong*)Layout.Direct(root);
        for (int level = 4; level > downTo; level--)
        {
            ulong* entry = table + Index(address, level);
            if (*entry == 0)
                *entry = TakeTable() | Present | Writable;
            else if ((*entry & Large) != 0)
                Panic.Stop("a page was to be mapped within a large one", address);
            table = Table(*entry);
        }
        return table + Index(address, downTo);
    }

    private static void MapFixed(ulong root, ulong address, ulong physical, ulong rights) =>
        *MakeTables(root, address, 1) = physical | rights | Present | Accessed | Dirty;

    private static void MapLarge(ulong root, ulong address, ulong physical) =>
        *MakeTables(root, address, 2) = physical | Present | Writable | NoExecute | Large | Accessed | Dirty;
}
