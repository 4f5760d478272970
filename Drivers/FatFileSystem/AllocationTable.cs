using System.Buffers.Binary;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>The FAT: which cluster follows which, and which are free (fatgen103, "FAT Data Structure").</summary>
internal sealed class AllocationTable(Medium medium, VolumeLayout layout, SectorCache cache)
{
    private const uint Free = 0;

    /// <summary>The upper four bits of a FAT32 entry are reserved and stay as they are.</summary>
    private const uint Fat32Mask = 0x0FFF_FFFF;

    private readonly FreeSpaceRecord _record = new(layout, cache);
    private readonly int _entrySize = layout.IsFat32 ? 4 : 2;
    private readonly uint _lowestEnd = layout.IsFat32 ? 0x0FFF_FFF8u : 0xFFF8u;
    private readonly uint _end = layout.IsFat32 ? 0x0FFF_FFFFu : 0xFFFFu;
    private bool _isCounted;
    private uint _free;
    private uint _freeCommitted;
    private uint _search = 2;

    /// <summary>Clusters that are free. Counted when first needed, for what the FSInfo sector says is a hint only ("FAT32 FSInfo
    /// Sector Structure").</summary>
    public uint FreeCount
    {
        get
        {
            EnsureCounted();
            return _free;
        }
    }

    /// <summary>The cluster behind another.</summary>
    /// <returns>0 at the end of the chain.</returns>
    /// <exception cref="VolumeException">The entry is that of no allocated cluster.</exception>
    public uint Follow(uint cluster)
    {
        if (!layout.IsCluster(cluster))
            throw new VolumeException(FileError.Corrupt);
        uint next = GetEntry(cluster);
        if (next >= _lowestEnd)
            return 0;
        if (!layout.IsCluster(next))
            throw new VolumeException(FileError.Corrupt);
        return next;
    }

    /// <summary>Allocates a cluster and puts it behind another; there must be a free one.</summary>
    /// <param name="previous">The last cluster of the chain, 0 to begin a chain.</param>
    public uint Allocate(uint previous)
    {
        EnsureCounted();
        uint cluster = FindFree();
        SetEntry(cluster, _end);
        if (previous != 0)
            SetEntry(previous, cluster);
        _free--;
        _search = cluster;
        return cluster;
    }

    /// <summary>Frees a whole chain, after it was checked.</summary>
    public void FreeChain(uint first)
    {
        EnsureCounted();
        CheckChain(first);
        uint cluster = first;
        while (cluster != 0)
        {
            uint next = Follow(cluster);
            SetEntry(cluster, Free);
            _free++;
            cluster = next;
        }
    }

    /// <summary>Makes a cluster the last of its chain and frees what was behind it.</summary>
    public void EndChainAt(uint last)
    {
        EnsureCounted();
        uint next = Follow(last);
        if (next == 0)
            return;
        CheckChain(next);
        SetEntry(last, _end);
        FreeChain(next);
    }

    /// <summary>Prepares the FSInfo sector for what is about to be committed.</summary>
    public void RecordFreeCount()
    {
        if (_isCounted && _free != _freeCommitted)
            _record.Write(_free, _search);
    }

    /// <summary>All changes are on the medium.</summary>
    public void Committed() => _freeCommitted = _free;

    /// <summary>All changes were thrown away.</summary>
    public void Abandoned() => _isCounted = false;

    /// <summary>Walks a chain without changing anything: a chain that does not end or leads to nowhere must not be freed in
    /// part.</summary>
    private void CheckChain(uint first)
    {
        uint cluster = first;
        for (uint count = 0; cluster != 0; count++)
        {
            if (count > layout.ClusterCount)
                throw new VolumeException(FileError.Corrupt);
            cluster = Follow(cluster);
        }
    }

    private uint FindFree()
    {
        uint cluster = _search;
        for (uint tries = 0; tries < layout.ClusterCount; tries++)
        {
            cluster = cluster >= layout.LastCluster ? 2 : cluster + 1;
            if (GetEntry(cluster) == Free)
                return cluster;
        }

        throw new VolumeException(FileError.Corrupt);
    }

    private void EnsureCounted()
    {
        if (_isCounted)
            return;
        byte[] chunk = new byte[64 * 1024];
        long offset = FirstSector * layout.SectorSize + 2 * _entrySize;
        long bytes = (long)layout.ClusterCount * _entrySize;
        uint free = 0;
        while (bytes > 0)
        {
            int count = bytes < chunk.Length ? (int)bytes : chunk.Length;
            medium.Read(offset, new Span<byte>(chunk, 0, count));
            for (int i = 0; i < count; i += _entrySize)
            {
                if (Decode(chunk, i) == Free)
                    free++;
            }

            offset += count;
            bytes -= count;
        }

        _free = free;
        _freeCommitted = _record.Read(out uint lastAllocated) == free ? free : uint.MaxValue;
        _search = layout.IsCluster(lastAllocated) ? lastAllocated : layout.LastCluster;
        _isCounted = true;
    }

    private long FirstSector => layout.FirstFatSector + layout.ActiveFat * layout.SectorsPerFat;

    private uint GetEntry(uint cluster)
    {
        long offset = (long)cluster * _entrySize;
        byte[] sector = cache.Read(FirstSector + offset / layout.SectorSize);
        return Decode(sector, (int)(offset % layout.SectorSize));
    }

    private uint Decode(byte[] bytes, int offset)
    {
        var entry = new ReadOnlySpan<byte>(bytes, offset, _entrySize);
        return layout.IsFat32
            ? BinaryPrimitives.ReadUInt32LittleEndian(entry) & Fat32Mask
            : BinaryPrimitives.ReadUInt16LittleEndian(entry);
    }

    private void SetEntry(uint cluster, uint value)
    {
        long offset = (long)cluster * _entrySize;
        byte[] sector = cache.Change(FirstSector + offset / layout.SectorSize);
        var entry = new Span<byte>(sector, (int)(offset % layout.SectorSize), _entrySize);
        if (layout.IsFat32)
        {
            uint reserved = BinaryPrimitives.ReadUInt32LittleEndian(entry) & ~Fat32Mask;
            BinaryPrimitives.WriteUInt32LittleEndian(entry, reserved | value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)value);
        }
    }
}
