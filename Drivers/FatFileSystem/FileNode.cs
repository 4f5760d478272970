using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>A file that is open at least once: all who have it open share what is known of it.</summary>
internal sealed class FileNode
{
    private readonly uint _volumeSerial;
    private ClusterChain _chain;
    private bool _isStale;

    public FileNode(FatVolume volume, uint directory, int mainSlot, uint cluster, FileStatus status)
    {
        _volumeSerial = volume.Layout.SerialNumber;
        _chain = new ClusterChain(volume.Table, cluster);
        Directory = directory;
        MainSlot = mainSlot;
        Status = status;
    }

    /// <summary>First cluster of the directory that holds its entry.</summary>
    public uint Directory { get; }

    /// <summary>Where in that directory its entry is.</summary>
    public int MainSlot { get; }

    public FileStatus Status { get; private set; }

    /// <summary>How many endpoints use it.</summary>
    public int UseCount { get; set; }

    /// <summary>An operation failed: what is known may be wrong and is read again when it is needed.</summary>
    public void Invalidate() => _isStale = true;

    /// <summary>The file's clusters.</summary>
    /// <exception cref="VolumeException">The file is no longer what it was when it was opened.</exception>
    public ClusterChain Chain(FatVolume volume)
    {
        Refresh(volume);
        return _chain;
    }

    /// <summary>Makes what is on the medium known again.</summary>
    /// <inheritdoc cref="Chain"/>
    public void Refresh(FatVolume volume)
    {
        if (!_isStale)
            return;
        if (volume.Layout.SerialNumber != _volumeSerial)
            throw new VolumeException(FileError.DeviceFailed);
        if (!volume.DirectoryAt(Directory).TryRead(MainSlot, out ReadOnlySpan<byte> slot)
            || slot[0] is Slot.Removed or Slot.End || Slot.IsLongName(slot)
            || (Slot.Attributes(slot) & (Slot.Directory | Slot.VolumeLabel)) != 0)
            throw new VolumeException(FileError.Corrupt);
        bool isReadOnly = (Slot.Attributes(slot) & Slot.ReadOnlyFile) != 0;
        Status = new FileStatus(false, isReadOnly, Slot.Length(slot), Slot.Modified(slot));
        uint cluster = Slot.Cluster(slot, volume.Layout.IsFat32);
        CheckExtent(volume.Layout, cluster, Status.Length);
        _chain = new ClusterChain(volume.Table, cluster);
        _isStale = false;
    }

    /// <summary>Writes the file's entry after its contents have changed.</summary>
    public void Update(FatVolume volume, uint cluster, long length, CalendarTime time)
    {
        Span<byte> slot = volume.DirectoryAt(Directory).Change(MainSlot);
        Slot.SetContents(slot, cluster, (uint)length, time);
        Slot.MarkForArchive(slot);
        Status = new FileStatus(false, Status.IsReadOnly, length, Slot.Modified(slot));
        if (cluster != _chain.First)
            _chain = new ClusterChain(volume.Table, cluster);
    }

    /// <summary>Checks that a file of that length can begin at that cluster.</summary>
    /// <exception cref="VolumeException">It cannot.</exception>
    public static void CheckExtent(VolumeLayout layout, uint cluster, long length)
    {
        bool isPossible = cluster == 0
            ? length == 0
            : layout.IsCluster(cluster) && length <= (long)layout.ClusterCount * layout.ClusterSize;
        if (!isPossible)
            throw new VolumeException(FileError.Corrupt);
    }
}
