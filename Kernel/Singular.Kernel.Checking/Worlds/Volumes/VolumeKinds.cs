namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>The volumes that drivers are tried on.</summary>
internal static class VolumeKinds
{
    private const byte Plain16 = 0;
    private const byte Plain32 = 1;

    // FAT16 has at least 4,085 clusters; this is a little more, of one sector each.
    private const int SmallKibibytes = 2_304;

    private static readonly VolumeKind[] s_sound =
    [
        new("", () => VolumeTools.Format(SmallKibibytes, "-F", "16", "-s", "1")),
        new("a FAT32 volume", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-s", "1")),
        new("a FAT32 volume with sectors of 1,024 bytes and clusters of 4", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-S", "1024", "-s", "4")),
        new("a FAT16 volume with sectors of 1,024 bytes", () => VolumeTools.Format(2 * SmallKibibytes, "-F", "16", "-S", "1024", "-s", "1")),
        new("a FAT32 volume with sectors of 2,048 bytes", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-S", "2048", "-s", "1")),
        new("a FAT32 volume with sectors of 4,096 bytes", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-S", "4096", "-s", "1")),
        new("a FAT32 volume with one FAT and clusters of 32", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-f", "1", "-s", "32")),
        new("a FAT32 volume with four FATs, more than fsck.fat knows, and clusters of 16", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-f", "4", "-s", "16")) { IsSound = false },
        new("a FAT32 volume with clusters of 64", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-s", "64")),
        new("a FAT32 volume with clusters of 128", () => VolumeTools.Format(SmallKibibytes, "-F", "32", "-s", "128")),
        new("a FAT32 volume with much in its root directory, whose free clusters hold what was there before", UsedVolume.Make) { Populate = UsedVolume.Populate },
        new("a volume with files of other systems", OldFiles.Make) { Populate = OldFiles.Populate },
        new("a volume with files of other systems, read-only", OldFiles.Make) { Populate = OldFiles.Populate, IsReadOnly = true },
        new("a volume with damaged files", DamagedFiles.Make) { Populate = DamagedFiles.Populate, IsSound = false },
        new("the smallest FAT16 volume", () => Patched(Plain16, 19, Low(69 + 4_085), High(69 + 4_085))),
        // FSInfo is a hint: without its signature, or where it cannot be, a volume is as good as before.
        new("a FAT32 volume whose FSInfo sector is something else", () => Patched(Plain32, 512 + 484, 0)) { IsSound = false },
        new("a FAT32 volume whose FSInfo sector lies", () => Patched(Plain32, 512 + 488, 5, 0, 0, 0, 0xFF, 0xFF, 0, 0)) { IsSound = false },
        new("a FAT32 volume without an FSInfo sector", () => Patched(Plain32, 48, 0xFF, 0xFF)) { IsSound = false },
        new("a FAT32 volume that keeps its second FAT only", () => Patched(Plain32, 40, 0x81)) { IsSound = false },
        new("a FAT32 volume with a deleted entry for a label", () => Patched(Plain32, DataOf32, 0xE5)) { IsSound = false },
    ];

    // Where cluster 2, the root directory, of the small FAT32 volume begins: behind 32 sectors and two FATs of 36.
    private const int DataOf32 = (32 + 2 * 36) * 512;

    /// <summary>All of them; the plainest is the first.</summary>
    internal static IReadOnlyList<VolumeKind> All { get; } =
    [
        .. s_sound,
        // More often than those on which every call fails.
        .. s_sound, .. s_sound,
        new VolumeKind("a disk of a single block", () => new byte[512]) { IsUsable = false },
        new VolumeKind("a disk of zeros", () => new byte[SmallKibibytes * 1024]) { IsUsable = false },
        .. Spoilt(Plain16, ("without the signature 55 AA", 510, [0]), ("without the signature's second byte", 511, [0]),
            ("with sectors of 256 bytes", 11, [0, 1]), ("with sectors of 8,192 bytes", 11, [0, 32]), ("with no sector in a cluster", 13, [0]), ("with 3 sectors in a cluster", 13, [3]),
            ("with clusters of 128 KiB", 11, [0, 4, 128]), ("without reserved sectors", 14, [0, 0]), ("without a FAT", 16, [0]), ("with 5 FATs", 16, [5]),
            ("without a sector", 19, [0, 0]), ("with a FAT of no sectors", 22, [0, 0]), ("with half a sector of root directory", 17, [1, 0]), ("without a root directory", 17, [0, 0]),
            ("longer than the disk", 19, [1, 0x12]), ("that ends before its data", 19, [69, 0]), ("with one cluster too few for FAT16", 19, [Low(69 + 4_084), High(69 + 4_084)]),
            ("with a FAT too short for its clusters", 22, [17, 0])),
        .. Spoilt(Plain32, ("of a later version", 42, [1, 0]), ("whose root begins at cluster 0", 44, [0]), ("whose root begins at cluster 1", 44, [1]),
            ("whose root begins behind the last cluster", 44, [Low(4_506), High(4_506)]), ("whose active FAT is not there", 40, [0x82]), ("with a FAT of no sectors, in 32 bits", 36, [0]),
            ("with a FAT too short for its clusters, in 32 bits", 36, [35])),
    ];

    private static IEnumerable<VolumeKind> Spoilt(byte plain, params (string How, int Offset, byte[] Bytes)[] ways) =>
        ways.Select(way => new VolumeKind($"a volume {way.How}", () => Patched(plain, way.Offset, way.Bytes)) { IsUsable = false });

    private static byte[] Patched(byte plain, int offset, params byte[] bytes)
    {
        byte[] medium = s_sound[plain].Copy();
        bytes.CopyTo(medium, offset);
        return medium;
    }

    private static byte Low(int number) => (byte)number;

    private static byte High(int number) => (byte)(number >> 8);
}
