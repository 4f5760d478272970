using System.Buffers.Binary;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Singular.Contracts;
using Singular.Drivers.FileSystems;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>Volumes that are damaged or made to do harm: every call ends soon, with an answer or a typed error.</summary>
public sealed class HostileVolumeTests
{
    private static readonly byte[] SmallFat16 = Filled(FatTools.Format(4_400, "-F", "16", "-s", "1", "-r", "64"));
    private static readonly byte[] SmallFat32 = Filled(FatTools.Format(1_024, "-F", "32", "-s", "1"));

    [Fact]
    public void A_disk_without_a_file_system_answers_every_call_so()
    {
        var files = new FatFileSystem(new TestDisk(new byte[64 * 1024]), new FixedClock());
        Assert.Equal(FileError.NotFormatted, files.Stat("/").Error);
        Assert.Equal(FileError.NotFormatted, files.Open("/a", OpenMode.CreateNew).Error);
        Assert.Equal(FileError.NotFormatted, files.OpenDirectory("/").Error);
        Assert.Equal(FileError.NotFormatted, files.CreateDirectory("/d").Error);
        Assert.Equal(FileError.NotFormatted, files.Remove("/a").Error);
        Assert.Equal(FileError.NotFormatted, files.Volume().Error);
        Assert.Equal(FileError.NotFormatted, files.Flush().Error);
    }

    [Fact]
    public void Fat12_is_not_a_format_of_this_driver() => Assert.Equal(
        FileError.NotFormatted,
        new FatFileSystem(new TestDisk(FatTools.Format(1_440, "-F", "12")), new FixedClock()).Stat("/").Error);

    [Fact]
    public void A_disk_that_is_formatted_later_is_used_then()
    {
        var disk = new TestDisk(new byte[SmallFat16.Length]);
        var files = new FatFileSystem(disk, new FixedClock());
        Assert.Equal(FileError.NotFormatted, files.Volume().Error);
        SmallFat16.CopyTo(disk.Image, 0);
        Assert.True(files.Volume().IsOk);
    }

    [Fact]
    public void A_volume_larger_than_its_disk_is_refused()
    {
        var files = new FatFileSystem(new TestDisk(SmallFat16[..(SmallFat16.Length / 2)]), new FixedClock());
        Assert.Equal(FileError.Corrupt, files.Stat("/").Error);
    }

    [Fact]
    public void Any_boot_sector_is_survived() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(400)),
        Prop.ForAll(
            Gen.Elements(SmallFat16, SmallFat32).ToArbitrary(),
            Mutations(0, 512, 6).ToArbitrary(),
            (image, changes) => Exercise(Mutated(image, changes))));

    [Fact]
    public void Any_damage_to_fats_and_directories_is_survived() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(400)),
        Prop.ForAll(
            Gen.Elements(SmallFat16, SmallFat32).ToArbitrary(),
            Mutations(512, 100 * 512, 60).ToArbitrary(),
            (image, changes) => Exercise(Mutated(image, changes))));

    [Theory]
    [InlineData("into itself")]
    [InlineData("to a free cluster")]
    [InlineData("out of the volume")]
    [InlineData("to cluster 0")]
    public void A_file_whose_chain_leads(string where)
    {
        byte[] image = (byte[])SmallFat16.Clone();
        var layout = new Fat16Layout(image);
        uint first = layout.FirstCluster("LARGE   BIN");
        ushort target = where switch
        {
            "into itself" => (ushort)first,
            "to a free cluster" => (ushort)(layout.ClusterCount - 1),
            "out of the volume" => 0xFFF0,
            _ => 0,
        };
        layout.SetNext(first + 3, target);
        byte[] before = (byte[])image.Clone();
        var files = new FatFileSystem(new TestDisk(image), new FixedClock());

        if (where != "into itself")
        {
            IFile file = files.Open("/LARGE.BIN", OpenMode.Read).Expect();
            Assert.Equal(FileError.Corrupt, file.Read(5 * 512, new byte[4_096]).Error);
            file.Close().Expect();
        }

        Assert.Equal(FileError.Corrupt, files.Remove("/LARGE.BIN").Error);
        Assert.Equal(FileError.Corrupt, files.Open("/LARGE.BIN", OpenMode.CreateOrTruncate).Error);
        Assert.Equal(before, image);
        files.WriteAll("/other", new byte[10_000]);
        Assert.Equal(10_000, files.ReadAll("/other").Length);
    }

    [Fact]
    public void A_directory_that_is_its_own_parent_and_child_does_not_trap_anybody()
    {
        byte[] image = (byte[])SmallFat16.Clone();
        var layout = new Fat16Layout(image);
        layout.SetFirstCluster("LARGE   BIN", layout.FirstCluster("DIR        "), attributes: 0x10);
        var files = new FatFileSystem(new TestDisk(image), new FixedClock());
        Assert.Equal(files.Names("/DIR"), files.Names("/LARGE.BIN"));
        Assert.Equal(FileError.NotEmpty, files.Remove("/LARGE.BIN").Error);

        layout.SetNext(layout.FirstCluster("DIR        "), (ushort)layout.FirstCluster("DIR        "));
        Exercise(image);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_cannot_free_the_file()
    {
        byte[] image = (byte[])SmallFat16.Clone();
        var layout = new Fat16Layout(image);
        layout.SetFirstCluster("SMALL   TXT", layout.FirstCluster("LARGE   BIN"), attributes: 0x10);
        var files = new FatFileSystem(new TestDisk(image), new FixedClock());
        Assert.Equal(FileError.Corrupt, files.Remove("/SMALL.TXT").Error);
    }

    [Fact]
    public void A_file_longer_than_the_volume_is_corrupt()
    {
        byte[] image = (byte[])SmallFat16.Clone();
        new Fat16Layout(image).SetLength("LARGE   BIN", 0xFFFF_FFFF);
        var files = new FatFileSystem(new TestDisk(image), new FixedClock());
        Assert.Equal(FileError.Corrupt, files.Open("/LARGE.BIN", OpenMode.Read).Error);
    }

    [Fact]
    public void A_name_with_a_slash_in_it_does_not_get_out()
    {
        byte[] image = (byte[])SmallFat16.Clone();
        new Fat16Layout(image).Rename("SMALL   TXT", "../X    \u0001\u007Fa");
        Assert.Contains("___X._\u007Fa", new FatFileSystem(new TestDisk(image), new FixedClock()).Names("/"));
    }

    private static byte[] Filled(byte[] image)
    {
        var files = new FatFileSystem(new TestDisk(image), new FixedClock());
        files.WriteAll("/LARGE.BIN", new byte[20_000]);
        files.WriteAll("/SMALL.TXT", "small"u8.ToArray());
        files.CreateDirectory("/DIR").Expect();
        for (int i = 0; i < 8; i++)
            files.WriteAll($"/DIR/a file with a long name, number {i}", new byte[i * 300]);
        files.CreateDirectory("/DIR/inner").Expect();
        return image;
    }

    /// <summary>Uses everything that can be used, and writes; only typed errors may come, and soon.</summary>
    private static void Exercise(byte[] image)
    {
        var watch = Stopwatch.StartNew();
        var disk = new TestDisk(image);
        var files = new FatFileSystem(disk, new FixedClock());
        files.Volume();
        Walk(files, "/", 0);
        foreach (string path in new[] { "/LARGE.BIN", "/SMALL.TXT", "/DIR/a file with a long name, number 5", "/new file", "/DIR/new file" })
        {
            if (files.Open(path, OpenMode.OpenOrCreate) is { IsOk: true } opened)
            {
                opened.Value.Write(700, new byte[5_000]);
                opened.Value.SetLength(100);
                opened.Value.Close();
            }
        }

        files.CreateDirectory("/DIR/another");
        files.Remove("/DIR/a file with a long name, number 3");
        files.Remove("/LARGE.BIN");
        files.Remove("/DIR/inner");
        files.Flush();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
    }

    private static void Walk(FatFileSystem files, string path, int depth)
    {
        if (depth > 3 || files.OpenDirectory(path) is not { IsOk: true } directory)
            return;
        byte[] buffer = new byte[4_096];
        for (int i = 0; i < 200 && directory.Value.Next() is { IsOk: true } next; i++)
        {
            string child = (path == "/" ? "" : path) + "/" + next.Value.Name;
            if (next.Value.Status.IsDirectory && i < 20)
            {
                Walk(files, child, depth + 1);
            }
            else if (files.Open(child, OpenMode.Read) is { IsOk: true } opened)
            {
                for (long at = 0; at < 50_000 && opened.Value.Read(at, buffer) is { IsOk: true, Value: > 0 }; at += buffer.Length)
                {
                }

                opened.Value.Close();
            }
        }

        directory.Value.Close();
    }

    private static byte[] Mutated(byte[] image, IEnumerable<(int Place, byte Value)> changes)
    {
        byte[] mutated = (byte[])image.Clone();
        foreach ((int place, byte value) in changes)
            mutated[place] = value;
        return mutated;
    }

    private static Gen<(int Place, byte Value)[]> Mutations(int first, int behind, int most) =>
        from count in Gen.Choose(1, most)
        from changes in (from place in Gen.Frequency((2, Gen.Choose(first, behind - 1)), (1, Gen.Choose(first, Math.Min(first + 64, behind) - 1)))
                         from value in Gen.Frequency((1, Gen.Choose(0, 255)), (1, Gen.Elements(0, 1, 2, 3, 0x0F, 0x10, 0x7F, 0x80, 0xE5, 0xFF)))
                         select (place, (byte)value)).ArrayOf(count)
        select changes;

    /// <summary>Reaches into an image of <see cref="SmallFat16"/>: one sector in a cluster, two FATs, 64 root entries.</summary>
    private sealed class Fat16Layout(byte[] image)
    {
        private readonly int _fat = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(14)) * 512;
        private readonly int _fatBytes = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(22)) * 512;

        public int ClusterCount => (image.Length - _fat - 2 * _fatBytes) / 512 - 4;

        public uint FirstCluster(string name) => BinaryPrimitives.ReadUInt16LittleEndian(Entry(name)[26..]);

        public void SetNext(uint cluster, ushort next)
        {
            for (int copy = 0; copy < 2; copy++)
                BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(_fat + copy * _fatBytes + (int)cluster * 2), next);
        }

        public void SetFirstCluster(string name, uint cluster, byte attributes)
        {
            Span<byte> entry = Entry(name);
            entry[11] = attributes;
            BinaryPrimitives.WriteUInt16LittleEndian(entry[26..], (ushort)cluster);
        }

        public void SetLength(string name, uint length) => BinaryPrimitives.WriteUInt32LittleEndian(Entry(name)[28..], length);

        public void Rename(string name, string stored)
        {
            Span<byte> entry = Entry(name);
            for (int i = 0; i < 11; i++)
                entry[i] = (byte)stored[i];
        }

        private Span<byte> Entry(string name)
        {
            int root = _fat + 2 * _fatBytes;
            for (int slot = 0; slot < 64; slot++)
            {
                Span<byte> entry = image.AsSpan(root + slot * 32, 32);
                if (System.Text.Encoding.ASCII.GetString(entry[..11]) == name)
                    return entry;
            }

            throw new InvalidOperationException($"{name} is not in the root directory.");
        }
    }
}
