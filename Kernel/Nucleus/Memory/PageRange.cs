namespace Singular.Nucleus;

/// <summary>
/// Changes to all page-table entries of a range. Absent tables are skipped whole, so that a reservation of 256 GiB costs
/// nothing. Frames are given back only after no processor can reach them through its TLB.
/// </summary>
internal static unsafe class PageRange
{
    private const int BatchSize = 256;

    private static Batch s_batch;
    private static int s_batched;

    /// <summary>Entry bits for a protection; a page that belongs to nobody alone is writable only if it is shared.</summary>
    public static ulong Rights(Process* process, uint protection, ulong kind)
    {
        if (protection == 0)
            return 0;
        ulong rights = PageTable.Present;
        if (!process->IsRingZero)
            rights |= PageTable.User;
        if ((protection & Region.Write) != 0 && (kind & (PageTable.Owned | PageTable.Shared)) != 0)
            rights |= PageTable.Writable;
        if ((protection & Region.Execute) == 0)
            rights |= PageTable.NoExecute;
        return rights;
    }

    /// <summary>Empties a range and frees what it owned; tables that became empty go too, if asked for.</summary>
    public static void Clear(Process* process, ulong start, ulong end, bool withTables)
    {
        process->MappingChanges++;
        ClearLevel(process, (ulong*)Layout.Direct(process->Root), 4, start, end, withTables, start);
        FreeBatch(process, start, (end - start) / Layout.PageSize);
    }

    /// <summary>Empties a range of an address space that no processor uses.</summary>
    public static void ClearUnused(Process* process, ulong start, ulong end)
    {
        process->MappingChanges++;
        ClearLevel(process, (ulong*)Layout.Direct(process->Root), 4, start, end, false, start);
        FreeBatch(process, start, 0);
    }

    public static void Protect(Process* process, ulong start, ulong end, uint protection)
    {
        process->MappingChanges++;
        bool present = false;
        for (ulong address = start; address < end;)
        {
            ulong* entry = FindFrom(process->Root, ref address);
            if (entry == null || address >= end)
                continue;
            do
            {
                ulong old = *entry;
                if (old != 0)
                {
                    ulong kind = old & (PageTable.Owned | PageTable.Shared | PageTable.CacheDisable);
                    *entry = (old & PageTable.AddressMask) | kind | Rights(process, protection, kind);
                    present |= (old & PageTable.Present) != 0;
                }
                entry++;
                address += Layout.PageSize;
            }
            while (address < end && (address & 0x1F_FFFF) != 0);
        }
        if (present)
            Shootdown.Flush(process, start, (end - start) / Layout.PageSize);
    }

    /// <summary>Frees the tables of the process' own part and the root. Every entry in them is already empty.</summary>
    public static void ReleaseTables(Process* process)
    {
        ulong* root = (ulong*)Layout.Direct(process->Root);
        for (int i = 0; i < Layout.RingZeroFirstSlot; i++)
        {
            if (root[i] != 0)
                ReleaseTable(process, root[i], 3);
        }
        process->ReturnFrame(process->Root);
        process->Root = 0;
    }

    private static void ReleaseTable(Process* process, ulong entry, int level)
    {
        ulong* table = PageTable.Table(entry);
        for (int i = 0; level > 1 && i < 512; i++)
        {
            if (table[i] != 0)
                ReleaseTable(process, table[i], level - 1);
        }
        process->ReturnFrame(entry & PageTable.AddressMask);
    }

    /// <summary>The entry for an address; where a table is absent, null with the address moved behind the hole.</summary>
    private static ulong* FindFrom(ulong root, ref ulong address)
    {
        ulong* table = (ulong*)Layout.Direct(root);
        for (int level = 4; level > 1; level--)
        {
            ulong entry = table[PageTable.Index(address, level)];
            if (entry == 0)
            {
                ulong span = 1UL << (12 + 9 * (level - 1));
                address = (address & ~(span - 1)) + span;
                return null;
            }
            table = PageTable.Table(entry);
        }
        return table + PageTable.Index(address, 1);
    }

    private static void ClearLevel(Process* process, ulong* table, int level, ulong start, ulong end, bool withTables, ulong first)
    {
        int shift = 12 + 9 * (level - 1);
        ulong span = 1UL << shift;
        for (ulong address = start; address < end;)
        {
            ulong* entry = table + PageTable.Index(address, level);
            ulong next = (address & ~(span - 1)) + span;
            if (next > end)
                next = end;
            if (*entry != 0)
            {
                if (level == 1)
                    ClearEntry(process, entry, first);
                else
                    ClearBelow(process, entry, level, address, next, withTables, first);
            }
            address = next;
        }
    }

    private static void ClearBelow(Process* process, ulong* entry, int level, ulong start, ulong end, bool withTables, ulong first)
    {
        ulong* below = PageTable.Table(*entry);
        ClearLevel(process, below, level - 1, start, end, withTables, first);
        // The level-3 tables of the ring-0 region are part of every root and stay.
        if (!withTables || level == 4 && process->IsRingZero)
            return;
        for (int i = 0; i < 512; i++)
        {
            if (below[i] != 0)
                return;
        }
        ulong frame = *entry & PageTable.AddressMask;
        *entry = 0;
        process->WalkTable = null;
        AddToBatch(process, frame, first);
    }

    private static void ClearEntry(Process* process, ulong* entry, ulong first)
    {
        ulong old = *entry;
        *entry = 0;
        if ((old & PageTable.Shared) != 0)
            process->SharedPages--;
        if ((old & PageTable.Owned) != 0)
            AddToBatch(process, old & PageTable.AddressMask, first);
    }

    private static void AddToBatch(Process* process, ulong frame, ulong first)
    {
        if (s_batched == BatchSize)
            FreeBatch(process, first, Shootdown.Everything);
        fixed (ulong* frames = s_batch.Frames)
            frames[s_batched++] = frame;
    }

    private static void FreeBatch(Process* process, ulong start, ulong pages)
    {
        if (pages != 0)
            Shootdown.Flush(process, start, pages);
        fixed (ulong* frames = s_batch.Frames)
        {
            while (s_batched > 0)
                process->ReturnFrame(frames[--s_batched]);
        }
    }

    private struct Batch
    {
        public fixed ulong Frames[BatchSize];
    }
}
