using System.Text;
using Singular.Contracts;
using Singular.Drivers.FileSystems;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>The driver and the tools of other people read and write the same volumes.</summary>
public sealed class FatToolTests
{
    public static TheoryData<string> Formats => ["FAT16", "FAT32", "FAT16 with 4 KiB sectors", "FAT16 with one FAT"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_the_driver_writes_passes_fsck_and_mtools_reads_it(string format)
    {
        var disk = new TestDisk(Image(format));
        var files = new FatFileSystem(disk, new FixedClock());
        byte[] large = Contents(300_000);
        files.CreateDirectory("/Some directory").Expect();
        files.CreateDirectory("/Some directory/inner").Expect();
        files.WriteAll("/README.TXT", "short name"u8.ToArray());
        files.WriteAll("/a long name with spaces.text", "long name"u8.ToArray());
        files.WriteAll("/Some directory/Größe – 大小.txt", large);
        files.WriteAll("/Some directory/inner/empty", []);

        FatTools.Check(disk.Image);
        Assert.Equal("short name"u8.ToArray(), FatTools.ReadWithMtools(disk.Image, "/README.TXT"));
        Assert.Equal("long name"u8.ToArray(), FatTools.ReadWithMtools(disk.Image, "/a long name with spaces.text"));
        Assert.Equal(large, FatTools.ReadWithMtools(disk.Image, "/Some directory/Größe – 大小.txt"));
        Assert.Contains("2026-11-23   1:02", FatTools.ListWithMtools(disk.Image, "/"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_mtools_writes_the_driver_reads(string format)
    {
        byte[] large = Contents(200_001);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "small.txt"), "from mtools"u8.ToArray());
            File.WriteAllBytes(Path.Combine(folder, "A rather long name, really.bin"), large);
            byte[] image = FatTools.Mtools(Image(format), "mmd", "::/Dir of mtools");
            image = FatTools.Mtools(image, "mcopy", Path.Combine(folder, "small.txt"), "::/");
            image = FatTools.Mtools(image, "mcopy", Path.Combine(folder, "A rather long name, really.bin"), "::/Dir of mtools/");
            image = FatTools.Mtools(image, "mattrib", "+r", "::/small.txt");

            var files = new FatFileSystem(new TestDisk(image), new FixedClock());
            Assert.Equal("from mtools"u8.ToArray(), files.ReadAll("/small.txt"));
            Assert.Equal(large, files.ReadAll("/DIR OF MTOOLS/a rather long name, really.bin"));
            Assert.Equal(["Dir of mtools", "small.txt"], files.Names("/").Order(StringComparer.Ordinal));
            Assert.True(files.Stat("/small.txt").Value.IsReadOnly);
            Assert.Equal(FileError.ReadOnly, files.Open("/small.txt", OpenMode.ReadWrite).Error);
            Assert.Equal(FileError.ReadOnly, files.Remove("/small.txt").Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Volume_tells_label_kind_and_room()
    {
        VolumeStatus sixteen = new FatFileSystem(new TestDisk(FatTools.Fat16()), new FixedClock()).Volume().Value;
        Assert.Equal(("SIXTEEN", "FAT16"), (sixteen.Label, sixteen.Kind));
        Assert.Equal(sixteen.TotalBytes, sixteen.FreeBytes);

        VolumeStatus thirtyTwo = new FatFileSystem(new TestDisk(FatTools.Fat32()), new FixedClock()).Volume().Value;
        Assert.Equal(("THIRTYTWO", "FAT32"), (thirtyTwo.Label, thirtyTwo.Kind));
        Assert.Equal(thirtyTwo.TotalBytes - 512, thirtyTwo.FreeBytes);
    }

    [Fact]
    public void Removed_files_leave_a_clean_volume_with_all_room_free()
    {
        foreach (byte[] image in new[] { FatTools.Fat16(), FatTools.Fat32() })
        {
            var disk = new TestDisk(image);
            var files = new FatFileSystem(disk, new FixedClock());
            long free = files.Volume().Value.FreeBytes;
            files.CreateDirectory("/d").Expect();
            for (int i = 0; i < 40; i++)
                files.WriteAll($"/d/file number {i}", Encoding.ASCII.GetBytes(new string('x', i * 700)));
            FatTools.Check(disk.Image);
            for (int i = 0; i < 40; i++)
                files.Remove($"/d/file number {i}").Expect();
            files.Remove("/d").Expect();
            FatTools.Check(disk.Image);
            Assert.Equal(free, files.Volume().Value.FreeBytes);
            Assert.Empty(files.Names("/"));
        }
    }

    private static byte[] Image(string format) => format switch
    {
        "FAT16" => FatTools.Fat16(),
        "FAT32" => FatTools.Fat32(),
        "FAT16 with 4 KiB sectors" => FatTools.Format(32 * 1024, "-F", "16", "-S", "4096", "-s", "1"),
        _ => FatTools.Format(16 * 1024, "-F", "16", "-f", "1", "-s", "4"),
    };

    private static byte[] Contents(int length)
    {
        byte[] contents = new byte[length];
        new Random(length).NextBytes(contents);
        return contents;
    }
}
