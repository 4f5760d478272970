using System.Buffers.Binary;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Reads the boot sector (fatgen103, "Boot Sector and BPB").</summary>
internal static class BootSector
{
    /// <summary>Bytes of the sector that mean something, whatever its size.</summary>
    public const int Length = 512;

    private const int BytesPerSector = 11;
    private const int SectorsPerCluster = 13;
    private const int ReservedSectors = 14;
    private const int FatCount = 16;
    private const int RootEntryCount = 17;
    private const int TotalSectors16 = 19;
    private const int SectorsPerFat16 = 22;
    private const int TotalSectors32 = 32;
    private const int SectorsPerFat32 = 36;
    private const int ExtendedFlags = 40;
    private const int Version = 42;
    private const int RootCluster = 44;
    private const int InfoSector = 48;
    private const int SerialNumberFat16 = 39;
    private const int LabelFat16 = 43;
    private const int SerialNumberFat32 = 67;
    private const int LabelFat32 = 71;
    private const int Signature = 510;

    private const int LabelLength = 11;
    private const int SlotSize = 32;

    /// <summary>Fewer clusters than this make a volume FAT12 ("FAT Type Determination").</summary>
    private const uint FewestFat16Clusters = 4_085;

    /// <summary>As many clusters as this make a volume FAT32.</summary>
    private const uint FewestFat32Clusters = 65_525;

    /// <summary>The highest cluster number of FAT32 below those with a meaning of their own.</summary>
    private const uint LastFat32Cluster = 0x0FFF_FFF6;

    /// <summary>BPB_ExtFlags: only one FAT is kept up to date.</summary>
    private const int NotMirrored = 0x80;

    /// <summary>Checks a boot sector and works out the layout.</summary>
    /// <param name="boot">The first 512 bytes of the volume.</param>
    /// <param name="device">The device that it was read from.</param>
    /// <exception cref="VolumeException"><see cref="FileError.NotFormatted"/>: no FAT16 or FAT32 is here (FAT12, which only
    /// floppy disks use, included). <see cref="FileError.Corrupt"/>: one is, but its parts do not fit together.</exception>
    public static VolumeLayout Parse(ReadOnlySpan<byte> boot, BlockGeometry device)
    {
        int sectorSize = Word(boot, BytesPerSector);
        int sectorsPerCluster = boot[SectorsPerCluster];
        int reserved = Word(boot, ReservedSectors);
        int fatCount = boot[FatCount];
        int rootEntries = Word(boot, RootEntryCount);
        long total = Word(boot, TotalSectors16) != 0 ? Word(boot, TotalSectors16) : DoubleWord(boot, TotalSectors32);
        bool isFat32 = Word(boot, SectorsPerFat16) == 0;
        long sectorsPerFat = isFat32 ? DoubleWord(boot, SectorsPerFat32) : Word(boot, SectorsPerFat16);

        if (Word(boot, Signature) != 0xAA55
            || sectorSize is not (512 or 1024 or 2048 or 4096) || sectorSize < device.BlockSize
            || sectorsPerCluster is not (1 or 2 or 4 or 8 or 16 or 32 or 64 or 128) || sectorSize * sectorsPerCluster > 65_536
            || reserved == 0 || fatCount is < 1 or > 4 || total == 0 || sectorsPerFat == 0
            || rootEntries * SlotSize % sectorSize != 0 || isFat32 != (rootEntries == 0)
            || (isFat32 && Word(boot, Version) != 0))
            throw new VolumeException(FileError.NotFormatted);

        long firstRoot = reserved + fatCount * sectorsPerFat;
        long firstData = firstRoot + rootEntries * SlotSize / sectorSize;
        long clusters = (total - firstData) / sectorsPerCluster;
        if (total <= firstData || clusters == 0 || total > device.BlockCount / (sectorSize / device.BlockSize))
            throw new VolumeException(FileError.Corrupt);

        // A volume without a 16-bit FAT size has FAT32 entries whatever its size: mkfs.fat makes small ones, and so do others.
        if (!isFat32 && clusters < FewestFat16Clusters)
            throw new VolumeException(FileError.NotFormatted);
        long bytesPerEntry = isFat32 ? 4 : 2;
        if ((!isFat32 && clusters >= FewestFat32Clusters) || clusters + 1 > LastFat32Cluster
            || (clusters + 2) * bytesPerEntry > sectorsPerFat * sectorSize)
            throw new VolumeException(FileError.Corrupt);

        int flags = isFat32 ? Word(boot, ExtendedFlags) : 0;
        bool isMirrored = (flags & NotMirrored) == 0;
        int activeFat = isMirrored ? 0 : flags & 0x0F;
        uint rootCluster = isFat32 ? DoubleWord(boot, RootCluster) : 0;
        int infoSector = isFat32 ? Word(boot, InfoSector) : 0;
        if (activeFat >= fatCount || (isFat32 && (rootCluster < 2 || rootCluster > clusters + 1)))
            throw new VolumeException(FileError.Corrupt);

        return new VolumeLayout
        {
            SectorSize = sectorSize,
            SectorsPerCluster = sectorsPerCluster,
            IsFat32 = isFat32,
            FirstFatSector = reserved,
            SectorsPerFat = sectorsPerFat,
            FatCount = fatCount,
            ActiveFat = activeFat,
            IsMirrored = isMirrored,
            FirstRootSector = firstRoot,
            RootEntryCount = rootEntries,
            RootCluster = rootCluster,
            FirstDataSector = firstData,
            ClusterCount = (uint)clusters,
            InfoSector = infoSector < reserved ? infoSector : 0,
            SerialNumber = DoubleWord(boot, isFat32 ? SerialNumberFat32 : SerialNumberFat16),
            BootLabel = ShortName.LabelText(boot.Slice(isFat32 ? LabelFat32 : LabelFat16, LabelLength)),
        };
    }

    private static int Word(ReadOnlySpan<byte> boot, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(boot.Slice(offset));

    private static uint DoubleWord(ReadOnlySpan<byte> boot, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(boot.Slice(offset));
}
