using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>A volume in use: its layout, its FAT and its directories. Nothing changes on the medium before
/// <see cref="Commit"/>, but for the contents of files.</summary>
internal sealed class FatVolume
{
    private readonly SectorCache _cache;

    private FatVolume(Medium medium, VolumeLayout layout)
    {
        Medium = medium;
        Layout = layout;
        _cache = new SectorCache(medium, layout);
        Table = new AllocationTable(medium, layout, _cache);
    }

    public Medium Medium { get; }

    public VolumeLayout Layout { get; }

    public AllocationTable Table { get; }

    public DirectoryTable Root => DirectoryAt(Layout.RootCluster);

    /// <summary>Reads the boot sector of a device.</summary>
    /// <exception cref="VolumeException">The device failed, or no FAT16 or FAT32 is on it.</exception>
    public static FatVolume Mount(IBlockDevice disk)
    {
        BlockGeometry geometry = Medium.GeometryOf(disk);
        byte[] boot = new byte[geometry.BlockSize];
        new Medium(disk, geometry, geometry.BlockSize).ReadSector(0, boot);
        VolumeLayout layout = BootSector.Parse(new ReadOnlySpan<byte>(boot, 0, BootSector.Length), geometry);
        return new FatVolume(new Medium(disk, geometry, layout.SectorSize), layout);
    }

    /// <summary>A directory by its first cluster; 0 for the FAT16 root.</summary>
    public DirectoryTable DirectoryAt(uint cluster) => new(Layout, Table, _cache, cluster);

    /// <summary>The directory that an entry describes.</summary>
    public DirectoryTable Open(DirectoryItem item)
    {
        if (!Layout.IsCluster(item.Cluster))
            throw new VolumeException(FileError.Corrupt);
        return DirectoryAt(item.Cluster);
    }

    /// <exception cref="VolumeException">The device does not take writes.</exception>
    public void CheckWritable()
    {
        if (Medium.IsReadOnly)
            throw new VolumeException(FileError.ReadOnly);
    }

    /// <summary>Reads file contents that lie in clusters next to each other.</summary>
    public void ReadContents(uint cluster, long within, Span<byte> destination) =>
        Medium.Read(Layout.SectorOf(cluster) * Layout.SectorSize + within, destination);

    /// <summary>Writes file contents to clusters next to each other.</summary>
    public void WriteContents(uint cluster, long within, ReadOnlySpan<byte> source)
    {
        long start = Layout.SectorOf(cluster) * Layout.SectorSize + within;
        long first = start / Layout.SectorSize;
        _cache.Forget(first, (start + source.Length - 1) / Layout.SectorSize - first + 1);
        Medium.Write(start, source);
    }

    /// <summary>Writes all that an operation changed in FATs and directories.</summary>
    public void Commit()
    {
        Table.RecordFreeCount();
        _cache.Commit();
        Table.Committed();
    }

    /// <summary>Throws away all that an operation changed in FATs and directories.</summary>
    public void Abandon()
    {
        _cache.Abandon();
        Table.Abandoned();
    }
}
