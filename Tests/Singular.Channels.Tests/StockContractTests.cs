using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;
using Singular.Contracts;

namespace Singular.Channels.Tests;

/// <summary>Every member of every contract of the system is called in both placements; what a client sees must not differ.</summary>
public sealed class StockContractTests
{
    [Fact]
    public void A_clock_is_the_same_in_both_placements() => Compare<IClock>(() => new ScriptedDevice(), (clock, log) =>
    {
        for (int i = 0; i < 4; i++)
            log.Add(Text(clock.Now()));
    });

    [Fact]
    public void A_keyboard_is_the_same_in_both_placements() => Compare<IKeyboard>(() => new ScriptedDevice(), (keyboard, log) =>
    {
        for (int i = 0; i < 6; i++)
        {
            log.Add(Text(keyboard.TryRead()));
            log.Add(keyboard.WaitForKey().AsTask().Result);
        }
    });

    [Fact]
    public void A_character_device_is_the_same_in_both_placements() => Compare<ICharacterDevice>(() => new ScriptedDevice(), (device, log) =>
    {
        byte[] buffer = [1, 2, 3, 4, 5];
        log.Add(device.Read(buffer));
        log.Add(Convert.ToHexString(buffer));
        log.Add(device.Read([]));
        log.Add(device.Write(buffer));
        log.Add(device.WaitForInput().AsTask().Result);
        log.Add(device.WaitForRoom().AsTask().Result);
        log.Add(Refused(() => device.Write(new byte[ChannelLimits.MaxCallBytes + 1])));
    });

    [Fact]
    public void A_block_device_is_the_same_in_both_placements() => Compare<IBlockDevice>(() => new ScriptedDevice(), (device, log) =>
    {
        byte[] block = new byte[ChannelLimits.MaxCallBytes];
        log.Add(device.Geometry());
        log.Add(Text(device.Read(0x5A, block)));
        log.Add(block.Count(b => b == 0x5A));
        log.Add(Text(device.Read(-1, block)));
        log.Add(Text(device.Write(3, block)));
        log.Add(Text(device.Write(3, block.AsSpan(1))));
        log.Add(Text(device.Flush()));
        log.Add(Refused(() => device.Read(0, new byte[ChannelLimits.MaxCallBytes + 512])));
    });

    [Fact]
    public void A_file_system_is_the_same_in_both_placements()
    {
        var made = new List<ScriptedFileSystem>();
        Compare<IFileSystem>(() =>
        {
            made.Add(new ScriptedFileSystem());
            return made[^1];
        }, WalkFileSystem);
        Assert.Equal(2, made.Count);
        Assert.All(made, files => Assert.Equal(0, files.OpenFiles));
    }

    private static void WalkFileSystem(IFileSystem files, List<object> log)
    {
        log.Add(Text(files.Stat("/there")));
        log.Add(Text(files.Stat("/\0\ud800")));
        log.Add(Text(files.CreateDirectory("/")));
        log.Add(Text(files.Remove("")));
        log.Add(Text(files.Volume()));
        log.Add(Text(files.Flush()));
        log.Add(Refused(() => files.Stat(null!)));
        log.Add(Refused(() => files.Stat(new string('x', ChannelLimits.MaxCallBytes / 2 + 1))));
        log.Add(Refused(() => files.Open("/", (OpenMode)99)));
        log.Add(files.Open("/", OpenMode.CreateNew).Error);
        IFile file = files.Open("/there", OpenMode.ReadWrite).Value;
        byte[] buffer = new byte[10];
        log.Add(Text(file.Read(0, buffer)));
        log.Add(Text(file.Write(5, [7, 8, 9])));
        log.Add(Text(file.Read(1, buffer)));
        log.Add(Convert.ToHexString(buffer));
        log.Add(Text(file.Read(-1, buffer)));
        log.Add(Text(file.SetLength(2)));
        log.Add(Text(file.Stat()));
        log.Add(Text(file.Close()));
        log.Add(Refused(() => file.Stat()));
        log.Add(files.OpenDirectory("/there").Error);
        IDirectory directory = files.OpenDirectory("/").Value;
        for (int i = 0; i < 3; i++)
            log.Add(Text(directory.Next()));
        directory.Close();
        log.Add(Refused(directory.Close));
    }

    private static void Compare<TContract>(Func<object> create, Action<TContract, List<object>> script)
        where TContract : class
    {
        List<object>? first = null;
        foreach (string placement in new[] { "kernel", "process" })
        {
            using var server = PlacedServer<TContract>.Place(placement, create);
            var log = new List<object>();
            script(server.Client, log);
            Assert.True(server.ServerDomain.IsAlive);
            Assert.Equal(first ?? log, log);
            first = log;
        }
        Assert.NotEmpty(first!);
    }

    private static string Text<T, TError>(Result<T, TError> result)
        where TError : struct =>
        result.IsOk ? $"ok {result.Value}" : $"failed {result.Error}";

    private static string Refused(Action call) => Assert.Throws<ChannelProtocolException>(call).Message;
}
