using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>A directory: a row of 32-byte slots, in a fixed place for the FAT16 root, else in a chain of clusters.</summary>
/// <param name="layout">Where things are.</param>
/// <param name="table">The FAT.</param>
/// <param name="cache">The sectors.</param>
/// <param name="cluster">The directory's first cluster; 0 for the FAT16 root.</param>
internal sealed class DirectoryTable(VolumeLayout layout, AllocationTable table, SectorCache cache, uint cluster)
{
    /// <summary>The most slots that a directory may have (fatgen103, "FAT Directory Structure": 65,536 entries of 32 bytes).</summary>
    private const int MostSlots = 65_536;

    private readonly ClusterChain _chain = new(table, cluster);
    private readonly LongName _longName = new();

    public uint Cluster { get; } = cluster;

    /// <summary>Finds the next file or directory.</summary>
    /// <param name="slot">Index of the slot to begin with; afterwards of the one behind what was found.</param>
    /// <returns>Null at the end.</returns>
    public DirectoryItem? Next(ref int slot)
    {
        _longName.Reset();
        int first = slot;
        while (TryRead(slot, out ReadOnlySpan<byte> bytes) && bytes[0] != Slot.End)
        {
            int current = slot++;
            if (bytes[0] == Slot.Removed)
            {
                _longName.Reset();
            }
            else if (Slot.IsLongName(bytes))
            {
                if (_longName.Take(bytes))
                    first = current;
            }
            else if ((Slot.Attributes(bytes) & Slot.VolumeLabel) != 0 || Slot.IsDotEntry(bytes))
            {
                _longName.Reset();
            }
            else
            {
                string? longName = _longName.Complete(bytes.Slice(0, ShortName.Length));
                return ToItem(bytes, longName, longName is null ? current : first, current);
            }
        }

        return null;
    }

    /// <summary>Finds a file or directory by its long or its short name.</summary>
    public DirectoryItem? Find(string name)
    {
        int slot = 0;
        while (Next(ref slot) is { } item)
        {
            if (FileName.AreSame(item.Name, name) || FileName.AreSame(item.Alias, name))
                return item;
        }

        return null;
    }

    /// <summary>The label that the root directory keeps; null where there is none.</summary>
    public string? FindLabel()
    {
        for (int slot = 0; TryRead(slot, out ReadOnlySpan<byte> bytes) && bytes[0] != Slot.End; slot++)
        {
            if (bytes[0] != Slot.Removed && !Slot.IsLongName(bytes) && (Slot.Attributes(bytes) & Slot.VolumeLabel) != 0)
                return ShortName.LabelText(bytes.Slice(0, ShortName.Length));
        }

        return null;
    }

    /// <summary>Puts in a new entry of length 0. The name must not be there yet.</summary>
    /// <returns>The index of its main slot.</returns>
    /// <exception cref="VolumeException">There is no room.</exception>
    public int Add(string name, byte attributes, uint itemCluster, CalendarTime time)
    {
        byte[]? shortName = ShortName.FromExact(name);
        int nameSlots = shortName is null ? LongName.SlotCount(name) : 0;
        shortName ??= ShortName.Alias(name, ShortNames()) ?? throw new VolumeException(FileError.NoSpace);
        int first = FindRoom(nameSlots + 1);
        byte checksum = ShortName.Checksum(shortName);
        for (int i = 0; i < nameSlots; i++)
            LongName.Write(Change(first + i), name, nameSlots - i, checksum);
        int main = first + nameSlots;
        Slot.Initialize(Change(main), shortName, attributes, itemCluster, time);
        return main;
    }

    /// <summary>Takes an entry out.</summary>
    public void Remove(DirectoryItem item)
    {
        for (int slot = item.FirstSlot; slot <= item.MainSlot; slot++)
            Change(slot)[0] = Slot.Removed;
    }

    /// <summary>Fills the first cluster of a new directory with its own entry and that of its parent ("the dot and dotdot
    /// entries").</summary>
    /// <param name="parent">The parent's first cluster; 0 when that is the root directory, on FAT32 too.</param>
    /// <param name="time">When it was made.</param>
    public void Initialize(uint parent, CalendarTime time)
    {
        Clear(Cluster);
        Slot.Initialize(Change(0), ".          "u8, Slot.Directory, Cluster, time);
        Slot.Initialize(Change(1), "..         "u8, Slot.Directory, parent, time);
    }

    /// <summary>True when nothing but its own and its parent's entry is there.</summary>
    /// <exception cref="VolumeException">It does not begin with its own entry, so its clusters may be those of something else.</exception>
    public bool IsEmpty()
    {
        if (!TryRead(0, out ReadOnlySpan<byte> own) || !own.StartsWith(".          "u8) || Slot.Cluster(own, layout.IsFat32) != Cluster)
            throw new VolumeException(FileError.Corrupt);
        int slot = 0;
        return Next(ref slot) is null;
    }

    /// <summary>The bytes of a slot, to look at.</summary>
    /// <returns>False behind the directory's last slot.</returns>
    public bool TryRead(int slot, out ReadOnlySpan<byte> bytes)
    {
        long sector = SectorOf(slot, out int offset);
        bytes = sector < 0 ? default : new ReadOnlySpan<byte>(cache.Read(sector), offset, Slot.Size);
        return sector >= 0;
    }

    /// <summary>The bytes of a slot that is there, to change.</summary>
    public Span<byte> Change(int slot)
    {
        long sector = SectorOf(slot, out int offset);
        return sector < 0 ? throw new VolumeException(FileError.Corrupt) : new Span<byte>(cache.Change(sector), offset, Slot.Size);
    }

    private DirectoryItem ToItem(ReadOnlySpan<byte> bytes, string? longName, int firstSlot, int mainSlot)
    {
        string alias = ShortName.Text(bytes.Slice(0, ShortName.Length), Slot.Flags(bytes));
        return new DirectoryItem
        {
            Name = longName ?? alias,
            Alias = alias,
            Attributes = Slot.Attributes(bytes),
            Cluster = Slot.Cluster(bytes, layout.IsFat32),
            Length = Slot.Length(bytes),
            Modified = Slot.Modified(bytes),
            FirstSlot = firstSlot,
            MainSlot = mainSlot,
        };
    }

    private HashSet<string> ShortNames()
    {
        var names = new HashSet<string>();
        for (int slot = 0; TryRead(slot, out ReadOnlySpan<byte> bytes) && bytes[0] != Slot.End; slot++)
        {
            if (bytes[0] != Slot.Removed && !Slot.IsLongName(bytes))
                names.Add(ShortName.Key(bytes));
        }

        return names;
    }

    /// <summary>Finds slots that are free and next to each other, and makes the directory longer where it can be.</summary>
    /// <returns>Index of the first.</returns>
    private int FindRoom(int count)
    {
        int run = 0;
        int slot = 0;
        bool isBehindEnd = false;
        while (run < count)
        {
            if (!TryRead(slot, out ReadOnlySpan<byte> bytes))
            {
                Extend(slot);
                isBehindEnd = true;
                continue;
            }

            isBehindEnd |= bytes[0] == Slot.End;
            run = isBehindEnd || bytes[0] == Slot.Removed ? run + 1 : 0;
            slot++;
        }

        // The end moves on: what lies behind it may never have been cleared.
        if (isBehindEnd && TryRead(slot, out ReadOnlySpan<byte> next) && next[0] != Slot.End)
            Change(slot)[0] = Slot.End;
        return slot - count;
    }

    private void Extend(int slots)
    {
        int perCluster = layout.ClusterSize / Slot.Size;
        if (Cluster == 0 || slots + perCluster > MostSlots || table.FreeCount == 0)
            throw new VolumeException(FileError.NoSpace);
        uint last = _chain.At(slots / perCluster - 1);
        Clear(table.Allocate(last));
    }

    private void Clear(uint wanted)
    {
        long first = layout.SectorOf(wanted);
        for (int i = 0; i < layout.SectorsPerCluster; i++)
            cache.ChangeToZeros(first + i);
    }

    /// <returns>-1 behind the last slot.</returns>
    private long SectorOf(int slot, out int offset)
    {
        int at = slot * Slot.Size;
        offset = at % layout.SectorSize;
        if (Cluster == 0)
            return slot < layout.RootEntryCount ? layout.FirstRootSector + at / layout.SectorSize : -1;
        if (slot >= MostSlots)
            return -1;
        uint found = _chain.Find(at / layout.ClusterSize);
        return found == 0 ? -1 : layout.SectorOf(found) + at % layout.ClusterSize / layout.SectorSize;
    }
}
