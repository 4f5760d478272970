using System.Buffers.Binary;

namespace Singular.Drivers.FileSystems;

/// <summary>The FSInfo sector of FAT32, in which others look how much is free (fatgen103, "FAT32 FSInfo Sector Structure and
/// Backup Boot Sector").</summary>
internal sealed class FreeSpaceRecord(VolumeLayout layout, SectorCache cache)
{
    private const int LeadSignature = 0;
    private const int StructureSignature = 484;
    private const int FreeCount = 488;
    private const int LastAllocated = 492;
    private const int TrailSignature = 508;

    private const uint Unknown = 0xFFFF_FFFF;

    /// <param name="lastAllocated">The cluster that was allocated last, 0 where that is not known.</param>
    /// <returns>The number of free clusters, 0xFFFFFFFF where it is not known.</returns>
    public uint Read(out uint lastAllocated)
    {
        lastAllocated = 0;
        if (layout.InfoSector == 0)
            return Unknown;
        ReadOnlySpan<byte> sector = cache.Read(layout.InfoSector);
        if (!IsSigned(sector))
            return Unknown;
        lastAllocated = BinaryPrimitives.ReadUInt32LittleEndian(sector.Slice(LastAllocated));
        return BinaryPrimitives.ReadUInt32LittleEndian(sector.Slice(FreeCount));
    }

    /// <summary>Puts down the count; does nothing where the volume has no such sector.</summary>
    public void Write(uint freeCount, uint lastAllocated)
    {
        if (layout.InfoSector == 0 || !IsSigned(cache.Read(layout.InfoSector)))
            return;
        Span<byte> sector = cache.Change(layout.InfoSector);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.Slice(FreeCount), freeCount);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.Slice(LastAllocated), lastAllocated);
    }

    private static bool IsSigned(ReadOnlySpan<byte> sector) =>
        BinaryPrimitives.ReadUInt32LittleEndian(sector.Slice(LeadSignature)) == 0x4161_5252
        && BinaryPrimitives.ReadUInt32LittleEndian(sector.Slice(StructureSignature)) == 0x6141_7272
        && BinaryPrimitives.ReadUInt32LittleEndian(sector.Slice(TrailSignature)) == 0xAA55_0000;
}
