namespace Singular.Drivers.FileSystems;

/// <summary>Where things are on the volume: what the boot sector says, checked, and what follows from it (fatgen103, "FAT
/// Type Determination" and "FAT Volume Initialization"). Sectors count from the start of the volume.</summary>
internal sealed class VolumeLayout
{
    public required int SectorSize { get; init; }

    public required int SectorsPerCluster { get; init; }

    public required bool IsFat32 { get; init; }

    /// <summary>First sector of the first FAT.</summary>
    public required long FirstFatSector { get; init; }

    public required long SectorsPerFat { get; init; }

    public required int FatCount { get; init; }

    /// <summary>The FAT that is read. All are written, unless <see cref="IsMirrored"/> is false.</summary>
    public required int ActiveFat { get; init; }

    /// <summary>False when only the active FAT is kept up to date (FAT32, BPB_ExtFlags).</summary>
    public required bool IsMirrored { get; init; }

    /// <summary>First sector of the FAT16 root directory, which lies between the FATs and the data.</summary>
    public required long FirstRootSector { get; init; }

    /// <summary>Entries in the FAT16 root directory; 0 on FAT32.</summary>
    public required int RootEntryCount { get; init; }

    /// <summary>First cluster of the FAT32 root directory; 0 on FAT16.</summary>
    public required uint RootCluster { get; init; }

    /// <summary>First sector of cluster 2.</summary>
    public required long FirstDataSector { get; init; }

    /// <summary>Number of clusters; they are numbered from 2.</summary>
    public required uint ClusterCount { get; init; }

    /// <summary>Sector of the FSInfo structure; 0 where there is none.</summary>
    public required int InfoSector { get; init; }

    public required uint SerialNumber { get; init; }

    /// <summary>The label of the boot sector, 11 bytes of it as text, spaces at the end left out.</summary>
    public required string BootLabel { get; init; }

    public int ClusterSize => SectorSize * SectorsPerCluster;

    public uint LastCluster => ClusterCount + 1;

    public bool IsCluster(uint cluster) => cluster >= 2 && cluster <= LastCluster;

    /// <summary>First sector of a cluster.</summary>
    public long SectorOf(uint cluster) => FirstDataSector + (long)(cluster - 2) * SectorsPerCluster;
}
