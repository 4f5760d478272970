using System.Globalization;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>A FAT32 volume of two sectors a cluster that has been in use: its root directory is full but for two slots, and what once was in the
/// clusters that are free is still there, looking like a directory's entries.</summary>
internal static class UsedVolume
{
    private const int Kibibytes = 2_304;
    private const int SectorSize = 512;
    private const int SectorsPerCluster = 2;
    private const int SlotSize = 32;

    /// <summary>Of the 32 slots of the root's cluster mkfs.fat has put the label into the first.</summary>
    private const int Files = 29;

    private const byte Archive = 0x20;
    private const ushort Day = (2020 - 1980) << 9 | 1 << 5 | 1;

    internal static byte[] Make()
    {
        byte[] medium = VolumeTools.Format(Kibibytes, "-F", "32", "-s", SectorsPerCluster.ToString(CultureInfo.InvariantCulture));
        int root = FirstDataByte(medium);
        for (int file = 0; file < Files; file++)
            VolumeWriter.Entry(medium.AsSpan(root + (1 + file) * SlotSize, SlotSize), Name(file).PadRight(11), Archive, 0, 0, 0, Day, 0);
        // A name of those that the volume is asked for: a driver that takes the rests for entries finds it.
        for (int slot = root + SectorsPerCluster * SectorSize; slot + SlotSize <= medium.Length; slot += SlotSize)
            VolumeWriter.Entry(medium.AsSpan(slot, SlotSize), "A          ", Archive, 0, 0, 0, Day, 0);
        return medium;
    }

    internal static void Populate(FileTree tree)
    {
        for (int file = 0; file < Files; file++)
            tree.Root.Children.Add(new FileTree.Node(Name(file), isDirectory: false, new CalendarTime(2020, 1, 1, 0, 0, 0)));
    }

    private static string Name(int file) => string.Create(CultureInfo.InvariantCulture, $"KEPT{file}");

    // BPB_RsvdSecCnt, BPB_NumFATs, BPB_FATSz32; the root's cluster is the first.
    private static int FirstDataByte(byte[] medium) => (BitConverter.ToUInt16(medium, 14) + medium[16] * BitConverter.ToInt32(medium, 36)) * SectorSize;
}
