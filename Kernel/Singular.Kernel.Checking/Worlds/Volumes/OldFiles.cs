using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>A FAT16 volume with entries as other systems write them.</summary>
internal static class OldFiles
{
    // 29 February 2020, 23:59:58, and the last moment of 2107, as DIR_WrtDate and DIR_WrtTime.
    private const ushort LeapDay = (2020 - 1980) << 9 | 2 << 5 | 29;
    private const ushort LastSecond = 23 << 11 | 59 << 5 | 29;
    private const ushort LastDay = 127 << 9 | 12 << 5 | 31;
    private const byte ReadOnlyFile = 0x01;
    private const byte Directory = 0x10;
    private const byte Archive = 0x20;

    private const string Long = "An old file with a long name.text";
    private const string LongShort = "ANOLDF~1TEX";

    private static readonly CalendarTime s_epoch = new(1980, 1, 1, 0, 0, 0);
    private static readonly byte[] s_notes = [.. Enumerable.Range(0, 700).Select(number => (byte)(number * 7))];

    /// <summary>The names that are there; some are among those that every volume is asked for, so that they are met often.</summary>
    internal static IReadOnlyList<string> Paths { get; } =
    [
        "/notes.txt", "/B.TXT", "/base.EXT", "/PLAIN.ext", "/" + Long, "/ANOLDF~1.TEX", "/ÄPFEL.é", "/σ", "/DIR", "/DIR/Y.Z", "/BADDATE", "/BADTIME",
    ];

    internal static byte[] Make()
    {
        byte[] medium = VolumeTools.Format(2_304, "-F", "16", "-s", "1");
        var writer = new VolumeWriter(medium);
        VolumeWriter.Entry(writer.RootSlot(), "NOTES   TXT", Archive, 0x18, 2, s_notes.Length, LeapDay, LastSecond);
        writer.Fill(s_notes, 2, 5);
        VolumeWriter.Entry(writer.RootSlot(), "\u00E5ONE    TXT", Archive, 0, 0, 0, LeapDay, 0);
        VolumeWriter.Entry(writer.RootSlot(), "B       TXT", ReadOnlyFile, 0, 3, 3, LastDay, LastSecond);
        writer.Fill("abc"u8, 3);
        VolumeWriter.Entry(writer.RootSlot(), "BASE    EXT", Archive, 0x08, 0, 0, LeapDay, 0);
        VolumeWriter.Entry(writer.RootSlot(), "PLAIN   EXT", Archive, 0x10, 0, 0, LeapDay, 0);
        writer.LongName(Long, LongShort);
        VolumeWriter.Entry(writer.RootSlot(), LongShort, Archive, 0, 6, 512, LeapDay, LastSecond);
        writer.Fill(s_notes.AsSpan(0, 512), 6);
        // Code page 437; 05 stands for E5.
        VolumeWriter.Entry(writer.RootSlot(), "\u008EPFEL   \u0082  ", Archive, 0, 0, 0, LeapDay, 0);
        VolumeWriter.Entry(writer.RootSlot(), "\u0005          ", Archive, 0, 0, 0, LeapDay, 0);
        VolumeWriter.Entry(writer.RootSlot(), "DIR        ", Directory, 0, 4, 0, LeapDay, LastSecond);
        VolumeWriter.Entry(writer.Cluster(4), ".          ", Directory, 0, 4, 0, LeapDay, LastSecond);
        VolumeWriter.Entry(writer.Cluster(4)[32..], "..         ", Directory, 0, 0, 0, LeapDay, LastSecond);
        VolumeWriter.Entry(writer.Cluster(4)[64..], "Y       Z  ", Archive, 0, 7, 5, LeapDay, LastSecond);
        writer.Link(4, VolumeWriter.EndOfChain);
        writer.Fill("inner"u8, 7);
        VolumeWriter.Entry(writer.RootSlot(), "BADDATE    ", Archive, 0, 0, 0, (2023 - 1980) << 9 | 2 << 5 | 29, 0);
        VolumeWriter.Entry(writer.RootSlot(), "BADTIME    ", Archive, 0, 0, 0, LeapDay, 24 << 11);
        return medium;
    }

    internal static void Populate(FileTree tree)
    {
        var leapDay = new CalendarTime(2020, 2, 29, 0, 0, 0);
        CalendarTime lastSecond = leapDay with { Hour = 23, Minute = 59, Second = 58 };
        Add(tree.Root, "notes.txt", "NOTES.TXT", s_notes, lastSecond);
        Add(tree.Root, "B.TXT", null, "abc"u8.ToArray(), new CalendarTime(2107, 12, 31, 23, 59, 58)).IsReadOnly = true;
        Add(tree.Root, "base.EXT", null, [], leapDay);
        Add(tree.Root, "PLAIN.ext", null, [], leapDay);
        Add(tree.Root, Long, "ANOLDF~1.TEX", s_notes[..512], lastSecond);
        Add(tree.Root, "ÄPFEL.é", null, [], leapDay);
        Add(tree.Root, "σ", null, [], leapDay);
        var directory = new FileTree.Node("DIR", isDirectory: true, lastSecond);
        tree.Root.Children.Add(directory);
        Add(directory, "Y.Z", null, "inner"u8.ToArray(), lastSecond);
        Add(tree.Root, "BADDATE", null, [], s_epoch);
        Add(tree.Root, "BADTIME", null, [], s_epoch);
    }

    private static FileTree.Node Add(FileTree.Node directory, string name, string? alias, byte[] contents, CalendarTime modified)
    {
        var node = new FileTree.Node(name, isDirectory: false, modified) { Contents = contents, Alias = alias };
        directory.Children.Add(node);
        return node;
    }
}
