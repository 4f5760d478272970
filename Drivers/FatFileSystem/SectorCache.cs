namespace Singular.Drivers.FileSystems;

/// <summary>The sectors of FATs and directories that were used last, and the changes of the operation under way.</summary>
/// <remarks>
/// Changes stay here until <see cref="Commit"/> writes them in the order in which they were begun; <see cref="Abandon"/>
/// forgets them. So an operation that fails half-way leaves the medium as it was. Only an operation that changes more than
/// <see cref="MostChanged"/> sectors, such as freeing a file of many hundred megabytes, is written in parts.
/// </remarks>
internal sealed class SectorCache(Medium medium, VolumeLayout layout)
{
    /// <summary>Sectors that are kept although nothing changed in them.</summary>
    private const int MostKept = 128;

    private const int MostChanged = 2_048;

    private readonly Dictionary<long, CachedSector> _sectors = new();
    private readonly Queue<long> _kept = new();
    private readonly List<long> _changed = new();

    /// <summary>The contents of a sector, to look at.</summary>
    public byte[] Read(long sector) => Get(sector).Bytes;

    /// <summary>The contents of a sector, to change.</summary>
    public byte[] Change(long sector)
    {
        CachedSector cached = Get(sector);
        MarkChanged(sector, cached);
        return cached.Bytes;
    }

    /// <summary>A sector whose old contents do not matter: all zeros, to fill in.</summary>
    public byte[] ChangeToZeros(long sector)
    {
        if (!_sectors.TryGetValue(sector, out CachedSector? cached))
            cached = Keep(sector, new CachedSector(new byte[layout.SectorSize]));
        Array.Clear(cached.Bytes);
        MarkChanged(sector, cached);
        return cached.Bytes;
    }

    /// <summary>File contents were written to these sectors directly.</summary>
    public void Forget(long firstSector, long count)
    {
        if (_sectors.Count == 0)
            return;
        for (long sector = firstSector; sector < firstSector + count; sector++)
            _sectors.Remove(sector);
    }

    /// <summary>Writes all changes.</summary>
    public void Commit()
    {
        foreach (long sector in _changed)
        {
            CachedSector cached = _sectors[sector];
            Write(sector, cached.Bytes);
            cached.IsChanged = false;
        }

        _changed.Clear();
    }

    /// <summary>Forgets all changes.</summary>
    public void Abandon()
    {
        foreach (long sector in _changed)
            _sectors.Remove(sector);
        _changed.Clear();
    }

    private CachedSector Get(long sector)
    {
        if (_sectors.TryGetValue(sector, out CachedSector? cached))
            return cached;
        byte[] bytes = new byte[layout.SectorSize];
        medium.ReadSector(sector, bytes);
        return Keep(sector, new CachedSector(bytes));
    }

    private CachedSector Keep(long sector, CachedSector cached)
    {
        // A sector that was forgotten may stand in the queue twice; that only makes it leave earlier.
        for (int tries = _kept.Count; tries > 0 && _kept.Count >= MostKept; tries--)
        {
            long oldest = _kept.Dequeue();
            if (!_sectors.TryGetValue(oldest, out CachedSector? candidate))
                continue;
            if (candidate.IsChanged)
                _kept.Enqueue(oldest);
            else
                _sectors.Remove(oldest);
        }

        _sectors[sector] = cached;
        _kept.Enqueue(sector);
        return cached;
    }

    private void MarkChanged(long sector, CachedSector cached)
    {
        if (cached.IsChanged)
            return;
        if (_changed.Count >= MostChanged)
            Commit();
        cached.IsChanged = true;
        _changed.Add(sector);
    }

    private void Write(long sector, byte[] bytes)
    {
        medium.WriteSector(sector, bytes);
        long activeFat = layout.FirstFatSector + layout.ActiveFat * layout.SectorsPerFat;
        if (!layout.IsMirrored || sector < activeFat || sector >= activeFat + layout.SectorsPerFat)
            return;
        for (int copy = 1; copy < layout.FatCount; copy++)
            medium.WriteSector(sector + copy * layout.SectorsPerFat, bytes);
    }

    private sealed class CachedSector(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public bool IsChanged { get; set; }
    }
}
