using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers.FileSystems;

namespace Singular.Drivers.Tests.FileSystems;

public sealed class FatFileSystemTests
{
    private static readonly byte[] Formatted = FatTools.Format(4_400, "-F", "16", "-s", "1", "-r", "64");

    private readonly TestDisk _disk = new((byte[])Formatted.Clone());
    private readonly FixedClock _clock = new();
    private readonly FatFileSystem _files;

    public FatFileSystemTests() => _files = new FatFileSystem(_disk, _clock);

    [Theory]
    [InlineData("")]
    [InlineData("relative")]
    [InlineData("//")]
    [InlineData("/a//b")]
    [InlineData("/a/")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/../b")]
    [InlineData("/ends with a dot.")]
    [InlineData("/ends with a space ")]
    [InlineData("/star*")]
    [InlineData("/col:on")]
    [InlineData("/back\\slash")]
    [InlineData("/line\nbreak")]
    [InlineData("/nul\0")]
    public void A_name_that_cannot_be_stored_is_invalid(string path)
    {
        _files.CreateDirectory("/a");
        Assert.Equal(FileError.InvalidName, _files.Open(path, OpenMode.OpenOrCreate).Error);
        Assert.Equal(FileError.InvalidName, _files.CreateDirectory(path).Error);
    }

    /// <summary>Not among the data above, because attributes are kept in UTF-8, which has no such thing.</summary>
    [Fact]
    public void Half_a_character_is_invalid()
    {
        foreach (string name in new[] { "/\uD83D", "/\uDE00", "/a\uD83Db", "/\uDE00\uD83D" })
            Assert.Equal(FileError.InvalidName, _files.Open(name, OpenMode.OpenOrCreate).Error);
        _files.WriteAll("/\uD83D\uDE00", [1]);
        Assert.Equal([1], _files.ReadAll("/\uD83D\uDE00"));
    }

    [Fact]
    public void A_chain_that_is_longer_than_its_file_is_cut_when_the_file_grows()
    {
        _files.WriteAll("/F", new byte[3_000]);
        int entry = _disk.Image.AsSpan().IndexOf("F          "u8);
        BitConverter.GetBytes(600).CopyTo(_disk.Image, entry + 28);
        var files = new FatFileSystem(_disk, _clock);
        IFile file = files.Open("/f", OpenMode.ReadWrite).Expect();
        file.Write(600, new byte[5_000]).Expect();
        Assert.Equal(5_600, files.ReadAll("/f").Length);
        FatTools.Check(_disk.Image);
    }

    [Fact]
    public void The_longest_name_is_stored_and_one_longer_is_not()
    {
        string longest = "/" + new string('n', 251) + ".txt";
        _files.WriteAll(longest, [1, 2, 3]);
        Assert.Equal([1, 2, 3], _files.ReadAll(longest));
        Assert.Equal(longest[1..], Assert.Single(_files.Names("/")));
        Assert.Equal(FileError.InvalidName, _files.Open(longest + "x", OpenMode.CreateNew).Error);
        FatTools.Check(_disk.Image);
    }

    [Fact]
    public void Names_that_share_their_beginning_get_short_names_of_their_own()
    {
        _files.CreateDirectory("/d").Expect();
        for (int i = 0; i < 25; i++)
            _files.WriteAll($"/d/document number {i}.text", [(byte)i]);
        FatTools.Check(_disk.Image);
        for (int i = 0; i < 25; i++)
            Assert.Equal([(byte)i], _files.ReadAll($"/d/Document Number {i}.Text"));
        Assert.Equal([2], _files.ReadAll("/d/DOCUME~3.TEX"));
    }

    [Fact]
    public void The_root_is_a_directory_and_nothing_else()
    {
        Assert.True(_files.Stat("/").Expect().IsDirectory);
        Assert.Equal(FileError.IsADirectory, _files.Open("/", OpenMode.Read).Error);
        Assert.Equal(FileError.AlreadyExists, _files.CreateDirectory("/").Error);
        Assert.Equal(FileError.InUse, _files.Remove("/").Error);
    }

    [Fact]
    public void A_fixed_root_directory_fills_up_and_stays_sound()
    {
        int made = 0;
        while (_files.Open($"/{made}", OpenMode.CreateNew) is { IsOk: true } opened)
        {
            opened.Value.Close().Expect();
            made++;
        }

        Assert.Equal(64, made);
        Assert.Equal(FileError.NoSpace, _files.Open("/one more", OpenMode.CreateNew).Error);
        Assert.Equal(FileError.NoSpace, _files.CreateDirectory("/one more").Error);
        FatTools.Check(_disk.Image);
    }

    [Fact]
    public void A_directory_in_use_or_not_empty_is_not_removed()
    {
        _files.CreateDirectory("/d").Expect();
        IDirectory listing = _files.OpenDirectory("/d").Expect();
        Assert.Equal(FileError.InUse, _files.Remove("/d").Error);
        listing.Close();
        _files.WriteAll("/d/f", [1]);
        Assert.Equal(FileError.NotEmpty, _files.Remove("/d").Error);
        _files.Remove("/d/f").Expect();
        _files.Remove("/d").Expect();
    }

    [Fact]
    public void A_full_volume_takes_what_fits_and_stays_sound()
    {
        long free = _files.Volume().Expect().FreeBytes;
        IFile file = _files.Open("/f", OpenMode.CreateNew).Expect();
        Assert.Equal(FileError.NoSpace, file.SetLength(free + 1).Error);
        file.SetLength(free - 1_000).Expect();
        Assert.Equal(1_000, file.Write(free - 1_000, new byte[5_000]).Expect());
        Assert.Equal(FileError.NoSpace, file.Write(free, new byte[1]).Error);
        Assert.Equal(FileError.NoSpace, _files.CreateDirectory("/d").Error);
        Assert.Equal(0, _files.Volume().Expect().FreeBytes);
        FatTools.Check(_disk.Image);
        file.SetLength(1).Expect();
        Assert.Equal(free - 512, _files.Volume().Expect().FreeBytes);
        FatTools.Check(_disk.Image);
    }

    [Fact]
    public void A_gap_reads_as_zeros_even_over_old_contents()
    {
        byte[] ones = new byte[20_000];
        Array.Fill(ones, (byte)1);
        _files.WriteAll("/old", ones);
        _files.Remove("/old").Expect();
        IFile file = _files.Open("/f", OpenMode.CreateNew).Expect();
        file.Write(0, ones.AsSpan(0, 700)).Expect();
        file.SetLength(100).Expect();
        file.Write(15_000, [2]).Expect();
        file.SetLength(19_000).Expect();
        byte[] expected = new byte[19_000];
        Array.Fill(expected, (byte)1, 0, 100);
        expected[15_000] = 2;
        Assert.Equal(expected, _files.ReadAll("/f"));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(0xFFFF_FFFF, 1)]
    [InlineData(long.MaxValue, 1)]
    public void An_offset_that_no_file_has_is_invalid(long offset, int count)
    {
        IFile file = _files.Open("/f", OpenMode.CreateNew).Expect();
        Assert.Equal(FileError.InvalidArgument, file.Write(offset, new byte[count]).Error);
        if (offset < 0)
            Assert.Equal(FileError.InvalidArgument, file.Read(offset, new byte[count]).Error);
        else
            Assert.Equal(0, file.Read(offset, new byte[count]).Expect());
        Assert.Equal(FileError.InvalidArgument, file.SetLength(offset < 0 ? offset : 0x1_0000_0000).Error);
    }

    [Fact]
    public void Too_many_open_files_are_refused_until_one_is_closed()
    {
        _files.WriteAll("/f", [1]);
        var open = new List<IFile>();
        while (_files.Open("/f", OpenMode.Read) is { IsOk: true } opened)
            open.Add(opened.Value);
        Assert.Equal(256, open.Count);
        Assert.Equal(FileError.TooManyOpen, _files.Open("/f", OpenMode.Read).Error);
        Assert.Equal(FileError.TooManyOpen, _files.OpenDirectory("/").Error);
        open[0].Close().Expect();
        _files.OpenDirectory("/").Expect().Close();
        foreach (IFile file in open.Skip(1))
            file.Close().Expect();
        _files.Remove("/f").Expect();
    }

    [Fact]
    public void Times_come_from_the_clock_and_from_the_epoch_without_one()
    {
        _clock.Time = new CalendarTime(2031, 12, 31, 23, 59, 59);
        _files.WriteAll("/a", [1]);
        Assert.Equal(new CalendarTime(2031, 12, 31, 23, 59, 58), _files.Stat("/a").Expect().Modified);
        _clock.Time = ClockError.InvalidTime;
        _files.WriteAll("/b", [1]);
        Assert.Equal(new CalendarTime(1980, 1, 1, 0, 0, 0), _files.Stat("/b").Expect().Modified);
        _clock.IsGone = true;
        _files.WriteAll("/c", [1]);
        Assert.Equal(new CalendarTime(1980, 1, 1, 0, 0, 0), _files.Stat("/c").Expect().Modified);
        _clock.IsGone = false;
        _clock.Time = new CalendarTime(2200, 1, 1, 0, 0, 0);
        _files.WriteAll("/d", [1]);
        Assert.Equal(new CalendarTime(2107, 12, 31, 23, 59, 58), _files.Stat("/d").Expect().Modified);
        _clock.Time = new CalendarTime(1, 1, 1, 0, 0, 0);
        _files.WriteAll("/e", [1]);
        Assert.Equal(new CalendarTime(1980, 1, 1, 0, 0, 0), _files.Stat("/e").Expect().Modified);
    }

    [Fact]
    public void A_disk_that_takes_no_writes_gives_a_volume_that_is_read_only()
    {
        _files.WriteAll("/f", [1, 2, 3]);
        _disk.IsReadOnly = true;
        var files = new FatFileSystem(_disk, _clock);
        Assert.Equal([1, 2, 3], files.ReadAll("/f"));
        Assert.Equal(FileError.ReadOnly, files.Open("/f", OpenMode.ReadWrite).Error);
        Assert.Equal(FileError.ReadOnly, files.Open("/g", OpenMode.CreateNew).Error);
        Assert.Equal(FileError.ReadOnly, files.CreateDirectory("/d").Error);
        Assert.Equal(FileError.ReadOnly, files.Remove("/f").Error);
    }

    [Fact]
    public void Reading_writes_nothing()
    {
        _files.WriteAll("/f", [1, 2, 3]);
        int writes = _disk.Writes;
        _files.ReadAll("/f");
        _files.Names("/").ToList();
        _files.Volume().Expect();
        Assert.Equal(writes, _disk.Writes);
    }

    /// <summary>The device fails at every call in turn, once as an error and once as a driver that died. The caller gets a typed
    /// error, and once the device works again the open file goes on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failing_device_is_an_error_and_use_goes_on_when_it_works_again(bool byException)
    {
        for (int calls = 0; calls < 40; calls++)
        {
            var disk = new TestDisk((byte[])Formatted.Clone()) { FailsByException = byException };
            var files = new FatFileSystem(disk, _clock);
            files.WriteAll("/kept", [1, 2, 3]);
            IFile open = files.Open("/open", OpenMode.CreateNew).Expect();
            open.Write(0, new byte[3_000]).Expect();

            disk.CallsUntilFailure = calls;
            AssertFailed(open.Write(2_000, new byte[9_000]));
            AssertFailed(files.Open("/new file with a long name", OpenMode.CreateNew));
            AssertFailed(files.CreateDirectory("/d"));
            AssertFailed(files.Remove("/kept"));
            disk.CallsUntilFailure = -1;

            // What the machine would find if it had stopped here.
            var afterwards = new FatFileSystem(new TestDisk((byte[])disk.Image.Clone()), _clock);
            if (afterwards.Stat("/kept").IsOk)
                Assert.Equal([1, 2, 3], afterwards.ReadAll("/kept"));
            Assert.True(afterwards.Stat("/open").Expect().Length is 3_000 or 11_000);
            afterwards.WriteAll("/open", new byte[20_000]);

            Assert.True(open.Stat().Expect().Length is 3_000 or 11_000);
            open.Write(0, new byte[12_000]).Expect();
            Assert.Equal(12_000, files.ReadAll("/open").Length);
            open.Close().Expect();
        }
    }

    private static void AssertFailed<T>(Result<T, FileError> result)
    {
        if (!result.IsOk)
            Assert.True(result.Error is FileError.DeviceFailed or FileError.AlreadyExists or FileError.NotFound, result.Error.ToString());
    }
}
