using System.Buffers.Binary;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>The fields of a directory's 32-byte slot that holds a short name (fatgen103, "FAT 32 Byte Directory Entry
/// Structure").</summary>
internal static class Slot
{
    public const int Size = 32;

    /// <summary>DIR_Name[0]: the slot is free.</summary>
    public const byte Removed = 0xE5;

    /// <summary>DIR_Name[0]: the slot and all behind it are free.</summary>
    public const byte End = 0x00;

    public const byte ReadOnlyFile = 0x01;
    public const byte VolumeLabel = 0x08;
    public const byte Directory = 0x10;
    public const byte Archive = 0x20;

    /// <summary>DIR_Attr of a slot of a long name.</summary>
    public const byte LongName = 0x0F;

    private const byte LongNameMask = 0x3F;

    private const int AttributesAt = 11;
    private const int FlagsAt = 12;
    private const int CreatedTenthsAt = 13;
    private const int CreatedTimeAt = 14;
    private const int CreatedDateAt = 16;
    private const int AccessedDateAt = 18;
    private const int ClusterHighAt = 20;
    private const int WrittenTimeAt = 22;
    private const int WrittenDateAt = 24;
    private const int ClusterLowAt = 26;
    private const int LengthAt = 28;

    public static byte Attributes(ReadOnlySpan<byte> slot) => slot[AttributesAt];

    public static bool IsLongName(ReadOnlySpan<byte> slot) => (slot[AttributesAt] & LongNameMask) == LongName;

    /// <summary>True for a directory's own entry and that of its parent, <c>.</c> and <c>..</c>.</summary>
    public static bool IsDotEntry(ReadOnlySpan<byte> slot) =>
        slot[0] == '.' && (slot[1] == ' ' || (slot[1] == '.' && slot[2] == ' '));

    public static byte Flags(ReadOnlySpan<byte> slot) => slot[FlagsAt];

    /// <summary>The first cluster; the upper half means something on FAT32 only.</summary>
    public static uint Cluster(ReadOnlySpan<byte> slot, bool isFat32)
    {
        uint low = BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(ClusterLowAt));
        return isFat32 ? low | (uint)BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(ClusterHighAt)) << 16 : low;
    }

    public static uint Length(ReadOnlySpan<byte> slot) => BinaryPrimitives.ReadUInt32LittleEndian(slot.Slice(LengthAt));

    public static CalendarTime Modified(ReadOnlySpan<byte> slot) => FatTime.Decode(
        BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(WrittenDateAt)),
        BinaryPrimitives.ReadUInt16LittleEndian(slot.Slice(WrittenTimeAt)));

    /// <summary>Fills a slot for something new.</summary>
    public static void Initialize(Span<byte> slot, ReadOnlySpan<byte> shortName, byte attributes, uint cluster, CalendarTime time)
    {
        slot.Clear();
        shortName.CopyTo(slot);
        slot[AttributesAt] = attributes;
        slot[CreatedTenthsAt] = FatTime.Tenths(time);
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(CreatedTimeAt), FatTime.Time(time));
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(CreatedDateAt), FatTime.Date(time));
        SetContents(slot, cluster, 0, time);
    }

    /// <summary>Puts down where a file's contents are, how long they are and when they were changed.</summary>
    public static void SetContents(Span<byte> slot, uint cluster, uint length, CalendarTime time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(ClusterHighAt), (ushort)(cluster >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(ClusterLowAt), (ushort)cluster);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.Slice(LengthAt), length);
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(WrittenTimeAt), FatTime.Time(time));
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(WrittenDateAt), FatTime.Date(time));
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Slice(AccessedDateAt), FatTime.Date(time));
    }

    /// <summary>Says that a file has changed since the last backup (DIR_Attr, ATTR_ARCHIVE).</summary>
    public static void MarkForArchive(Span<byte> slot) => slot[AttributesAt] |= Archive;
}
