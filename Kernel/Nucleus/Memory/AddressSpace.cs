namespace Singular.Nucleus;

/// <summary>
/// What a process has mapped: the regions say what may be there, the page tables what is. Pages come when they are touched.
/// All callers hold the nucleus lock.
/// </summary>
internal static unsafe class AddressSpace
{
    /// <summary>Pages mapped at once around a read fault in a file-like region: the neighbours are wanted soon.</summary>
    private const ulong FaultAround = 16 * Layout.PageSize;

    /// <summary>
    /// Maps a range in place of whatever is there. The region's Start 0 lets the nucleus choose; End holds the size then.
    /// Returns the address or a negative error number.
    /// </summary>
    public static long Map(Process* process, Region* wanted)
    {
        if (wanted->Start == 0)
        {
            ulong bytes = wanted->End;
            wanted->Start = FindGap(process, bytes);
            if (wanted->Start == 0)
                return Errno.NoMemory;
            wanted->End = wanted->Start + bytes;
        }
        else
        {
            if (!process->Contains(wanted->Start, wanted->End - wanted->Start))
                return Errno.NoMemory;
            long error = Unmap(process, wanted->Start, wanted->End);
            if (error != 0)
                return error;
        }
        if (wanted->Kind == RegionKind.Anonymous && wanted->Protection != 0 && !CanFill(process, wanted->Start, wanted->End))
            return Errno.NoMemory;
        Region* before = process->Regions.At(wanted->Start - 1);
        if (before != null && before->End == wanted->Start && wanted->Continues(before))
        {
            before->End = wanted->End;
            Join(process, wanted->End);
            return (long)wanted->Start;
        }
        if (!process->Regions.Insert(process, wanted))
            return Errno.NoMemory;
        Hold(wanted);
        Join(process, wanted->End);
        return (long)wanted->Start;
    }

    /// <summary>Removes every mapping between two addresses of the process' part. 0 or a negative error number.</summary>
    public static long Unmap(Process* process, ulong start, ulong end)
    {
        Region* region = process->Regions.At(start);
        if (region == null || region->Start >= end)
            return 0;
        if (!Split(process, start) || !Split(process, end))
            return Errno.NoMemory;
        PageRange.Clear(process, start, end, true);
        while (true)
        {
            RegionTable.Position position = process->Regions.Find(start);
            region = process->Regions.Get(position);
            if (region == null || region->Start >= end)
                return 0;
            MemoryObject* memory = region->Object;
            process->Regions.Remove(process, position);
            if (memory != null)
                MemoryObject.Release(memory);
        }
    }

    /// <summary>Changes the protection of a range that must be mapped without gaps and within its maximum rights.</summary>
    public static long Protect(Process* process, ulong start, ulong end, uint protection)
    {
        ulong covered = start;
        for (RegionTable.Position p = process->Regions.Find(start); covered < end; p = process->Regions.Next(p))
        {
            Region* region = process->Regions.Get(p);
            if (region == null || region->Start > covered)
                return Errno.NoMemory;
            if ((protection & ~(uint)region->Maximum) != 0)
                return Errno.Access;
            if (region->Protection == 0 && protection != 0 && region->Kind == RegionKind.Anonymous && !CanFill(process, start, end))
                return Errno.NoMemory;
            covered = region->End;
        }
        if (!Split(process, start) || !Split(process, end))
            return Errno.NoMemory;
        for (RegionTable.Position p = process->Regions.Find(start); ; p = process->Regions.Next(p))
        {
            Region* region = process->Regions.Get(p);
            if (region == null || region->Start >= end)
                break;
            region->Protection = protection;
        }
        PageRange.Protect(process, start, end, protection);
        for (ulong address = start; address < end;)
        {
            Join(process, address);
            address = process->Regions.At(address)->End;
        }
        Join(process, end);
        return 0;
    }

    /// <summary>Makes a page present for an access. False if the region does not allow it or memory is out.</summary>
    public static bool Fault(Process* process, ulong address, Access access)
    {
        Region* region = process->Regions.At(address);
        if (region == null || region->Start > address || (region->Protection & (uint)access) == 0)
            return false;
        ulong page = Layout.RoundDown(address);
        ulong* entry = PageTable.Make(process, page);
        if (entry == null)
            return false;
        ulong old = *entry;
        if (!Fill(process, region, page, entry, access))
            return false;
        if ((old & PageTable.Present) != 0)
        {
            if (((old ^ *entry) & PageTable.AddressMask) != 0)
                Shootdown.Flush(process, page, 1);
            else
                Cpu.InvalidatePage(page);
        }
        else if (old == 0 && region->Object != null)
        {
            MapNeighbours(process, region, page);
        }
        return true;
    }

    /// <summary>Frees everything that is mapped, and the tables. No thread of the process exists any more.</summary>
    public static void Release(Process* process)
    {
        for (Region* region = process->Regions.At(0); region != null; region = process->Regions.At(0))
        {
            MemoryObject* memory = region->Object;
            ulong start = region->Start, end = region->End;
            process->Regions.Remove(process, process->Regions.Find(start));
            PageRange.ClearUnused(process, start, end);
            if (memory != null)
                MemoryObject.Release(memory);
        }
        PageRange.ReleaseTables(process);
    }

    /// <summary>
    /// Whether a range that becomes usable could be filled now with something left over. Pages come when they are touched,
    /// and then a lack of them is a fault; saying no here lets the runtime throw its OutOfMemoryException instead.
    /// </summary>
    private static bool CanFill(Process* process, ulong start, ulong end)
    {
        ulong pages = (end - start) / Layout.PageSize;
        ulong left = process->PageLimit - process->Pages;
        ulong free = process->IsRingZero ? Frames.Free : Frames.Free > Frames.Reserve ? Frames.Free - Frames.Reserve : 0;
        ulong available = left < free ? left : free;
        ulong reserve = (process->PageLimit < Frames.Total ? process->PageLimit : Frames.Total) / 32;
        return pages + reserve <= available;
    }

    private static void Hold(Region* region)
    {
        if (region->Object != null)
            region->Object->References++;
    }

    private static bool Fill(Process* process, Region* region, ulong page, ulong* entry, Access access)
    {
        ulong old = *entry;
        bool owned = (old & PageTable.Owned) != 0;
        ulong frame = old & PageTable.AddressMask;
        ulong kind = old & (PageTable.Owned | PageTable.Shared | PageTable.CacheDisable);
        if (old == 0 && region->Object == null)
        {
            frame = process->TakeFrame();
            if (frame == 0)
                return false;
            kind = PageTable.Owned;
        }
        else if (old == 0)
        {
            frame = region->Object->FrameAt(region->Offset + (page - region->Start));
            if (region->Kind == RegionKind.Shared)
            {
                process->SharedPages++;
                kind = PageTable.Shared | (region->Object->IsDevice ? PageTable.CacheDisable : 0);
            }
        }
        if (region->Kind == RegionKind.Private && !owned && access == Access.Write)
        {
            ulong copy = process->TakeFrame();
            if (copy == 0)
                return false;
            Cpu.Copy(Layout.Direct(copy), Layout.Direct(frame), Layout.PageSize);
            frame = copy;
            kind = PageTable.Owned;
        }
        *entry = frame | kind | PageRange.Rights(process, region->Protection, kind);
        return true;
    }

    private static void MapNeighbours(Process* process, Region* region, ulong page)
    {
        ulong start = page & ~(FaultAround - 1), end = start + FaultAround;
        if (start < region->Start)
            start = region->Start;
        if (end > region->End)
            end = region->End;
        // A window of 16 pages never leaves the level-1 table of the page in its middle.
        for (ulong address = start; address < end; address += Layout.PageSize)
        {
            ulong* entry = PageTable.Find(process, address);
            if (*entry == 0)
                Fill(process, region, address, entry, Access.Read);
        }
    }

    /// <summary>Makes an address the border of two regions if it lies within one.</summary>
    private static bool Split(Process* process, ulong address)
    {
        Region* region = process->Regions.At(address);
        if (region == null || region->Start >= address)
            return true;
        Region upper;
        (&upper)->CopyFrom(region);
        upper.Start = address;
        upper.Offset = region->Offset + (address - region->Start);
        ulong end = region->End;
        region->End = address;
        if (process->Regions.Insert(process, &upper))
        {
            Hold(&upper);
            return true;
        }
        // Without an insertion the table is as it was, so the region is still where it was.
        region->End = end;
        return false;
    }

    /// <summary>Makes one region of the two that meet at an address, where they are alike.</summary>
    private static void Join(Process* process, ulong address)
    {
        RegionTable.Position position = process->Regions.Find(address);
        Region* upper = process->Regions.Get(position);
        Region* lower = process->Regions.At(address - 1);
        if (upper == null || lower == null || upper == lower || upper->Start != address || !upper->Continues(lower))
            return;
        lower->End = upper->End;
        MemoryObject* memory = upper->Object;
        // The lower region now ends behind the upper one's start; its position is still the found one.
        process->Regions.Remove(process, position);
        if (memory != null)
            MemoryObject.Release(memory);
    }

    /// <summary>The highest free range of a size, one page apart from its neighbours; 0 if there is none.</summary>
    private static ulong FindGap(Process* process, ulong bytes)
    {
        ulong best = 0;
        ulong from = process->LowestAddress;
        for (RegionTable.Position p = process->Regions.First(); ; p = process->Regions.Next(p))
        {
            Region* region = process->Regions.Get(p);
            ulong to = region == null ? process->EndAddress : region->Start;
            if (to - from >= bytes + 2 * Layout.PageSize && to > from)
                best = to - bytes - Layout.PageSize;
            if (region == null)
                return best;
            from = region->End;
        }
    }
}
