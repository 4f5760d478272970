using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>A FAT16 volume with files whose clusters cannot be theirs.</summary>
internal static class DamagedFiles
{
    private const byte Archive = 0x20;
    private const int LongerThanTheVolume = 2_400_000;
    private const ushort Day = (2020 - 1980) << 9 | 1 << 5 | 1;

    /// <summary>The names that are there; some are among those that every volume is asked for, so that they are met often.</summary>
    internal static IReadOnlyList<string> Paths { get; } = ["/B.TXT", "/OUTSIDE.DAT", "/LOW.DAT", "/A", "/ORPHAN.TXT", "/NOWHERE.DAT", "/BEHIND.DAT", "/HUGE.DAT"];

    internal static byte[] Make()
    {
        byte[] medium = VolumeTools.Format(2_304, "-F", "16", "-s", "1");
        var writer = new VolumeWriter(medium);
        VolumeWriter.Entry(writer.RootSlot(), "B       TXT", Archive, 0, 10, 2_000_000, Day, 0);
        writer.Link(10, 11);
        writer.Link(11, 10);
        // The volume has 4,539 clusters, so that the last is 4,540.
        VolumeWriter.Entry(writer.RootSlot(), "OUTSIDE DAT", Archive, 0, 12, 1_000, Day, 0);
        writer.Link(12, 4_541);
        VolumeWriter.Entry(writer.RootSlot(), "LOW     DAT", Archive, 0, 13, 1_000, Day, 0);
        writer.Link(13, 1);
        VolumeWriter.Entry(writer.RootSlot(), "A          ", Archive, 0, 14, 1_000, Day, 0);
        writer.Link(14, VolumeWriter.EndOfChain);
        VolumeWriter.Entry(writer.RootSlot(), "NOWHERE DAT", Archive, 0, 0, 1_000, Day, 0);
        VolumeWriter.Entry(writer.RootSlot(), "BEHIND  DAT", Archive, 0, 4_541, 1_000, Day, 0);
        VolumeWriter.Entry(writer.RootSlot(), "HUGE    DAT", Archive, 0, 15, LongerThanTheVolume, Day, 0);
        writer.Link(15, VolumeWriter.EndOfChain);
        // A system that knows no long names has removed their entry and used its slot for another.
        writer.LongName("what was there before.text", "WHATWA~1TEX");
        VolumeWriter.Entry(writer.RootSlot(), "ORPHAN  TXT", Archive, 0, 0, 0, Day, 0);
        return medium;
    }

    internal static void Populate(FileTree tree)
    {
        Add(tree, "B.TXT", 2_000_000, 2_000_000).IsEndless = true;
        Add(tree, "OUTSIDE.DAT", 1_000, 512).IsEndless = true;
        Add(tree, "LOW.DAT", 1_000, 512).IsEndless = true;
        Add(tree, "A", 1_000, 512);
        Add(tree, "ORPHAN.TXT", 0, null);
        AddDoubtful(tree, "NOWHERE.DAT", 1_000, 0);
        AddDoubtful(tree, "BEHIND.DAT", 1_000, 0).IsEndless = true;
        AddDoubtful(tree, "HUGE.DAT", LongerThanTheVolume, 512);
    }

    private static FileTree.Node AddDoubtful(FileTree tree, string name, int length, int sound)
    {
        FileTree.Node node = Add(tree, name, length, sound);
        node.IsDoubtful = true;
        return node;
    }

    private static FileTree.Node Add(FileTree tree, string name, int length, int? sound)
    {
        var node = new FileTree.Node(name, isDirectory: false, new CalendarTime(2020, 1, 1, 0, 0, 0)) { Contents = new byte[length], SoundBytes = sound };
        tree.Root.Children.Add(node);
        return node;
    }
}
