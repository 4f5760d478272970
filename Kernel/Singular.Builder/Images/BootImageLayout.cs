namespace Singular.Builder.Images;

/// <summary>Offsets of the boot image format, version 1 (docs/parts.md, "Boot image"). All numbers little-endian.</summary>
internal static class BootImageLayout
{
    internal static ReadOnlySpan<byte> Magic => "SINGULAR"u8;

    internal const uint Version = 1;

    internal const int VersionOffset = 8;
    internal const int CountOffset = 12;
    internal const int TotalSizeOffset = 16;
    internal const int HashOffset = 24;
    internal const int HeaderReservedOffset = 56;
    internal const int HeaderSize = 64;

    internal const int EntrySize = 128;
    internal const int EntryNameSize = 72;
    internal const int EntryOffsetOffset = 72;
    internal const int EntrySizeOffset = 80;
    internal const int EntryHashOffset = 88;
    internal const int EntryReservedOffset = 120;

    /// <summary>Files begin at multiples of a page, so that the nucleus can map them where they lie.</summary>
    internal const int FileAlignment = 4096;

    /// <summary>Hundreds of drivers fit; a count beyond this is damage.</summary>
    internal const int MaximumEntries = 4096;

    internal static long Align(long offset) => (offset + FileAlignment - 1) / FileAlignment * FileAlignment;
}
