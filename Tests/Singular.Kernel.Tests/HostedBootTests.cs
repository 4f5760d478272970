using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Singular.Manifests;
using Singular.Tests.Shared;

namespace Singular.Kernel.Tests;

/// <summary>Boots the hosted kernel with all stock drivers, as a process of its own.</summary>
public sealed partial class HostedBootTests : IDisposable
{
    private const string Time = "rtc=2026-03-04T05:06:08";

    private static readonly string[] s_script = [.. FileScript.Lines, "drivers", "poweroff"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_placements_give_the_same_transcript()
    {
        // All 16 on a machine that has the time; the two ends and the mixed ones on one that has not.
        string[] fewer = ["0000", "0110", "1001", "1111"];
        bool isLong = Environment.GetEnvironmentVariable("SINGULAR_LONG_TESTS") == "1";
        var transcripts = new Dictionary<string, string>();
        for (int combination = 0; combination < 16; combination++)
        {
            string name = Convert.ToString(combination, 2).PadLeft(4, '0');
            if (!isLong && !fewer.Contains(name))
                continue;
            transcripts.Add(name, Mask((await Boot(name)).Transcript));
        }
        string expected = transcripts["0000"];
        FileScript.Check(expected, "2026-03-04 05:06:08");
        foreach ((string name, string transcript) in transcripts)
            Assert.True(expected == transcript, $"combination {name} differs:\n{transcript}\nfrom 0000:\n{expected}");
    }

    [Fact]
    public async Task Drivers_are_described_as_json_in_one_line()
    {
        (string transcript, int status) = await Boot("1000", ["drivers --json", "drivers --why CmosClock", "channels", "devices", "exit 7"]);
        Assert.Equal(0, status);
        string line = transcript.Split('\n').Single(line => line.StartsWith('['));
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal(5, json.RootElement.GetArrayLength());
        foreach (JsonElement driver in json.RootElement.EnumerateArray())
        {
            Assert.Equal(
                ["name", "version", "provides", "placement", "ring", "state", "restarts", "memoryKiB", "allocatedKiB", "buffers", "bufferBytes", "packageSha256"],
                driver.EnumerateObject().Select(member => member.Name));
            bool isProcess = driver.GetProperty("placement").GetString() == "process";
            Assert.Equal(driver.GetProperty("name").GetString() == "CmosClock#0", isProcess);
            Assert.Equal("running", driver.GetProperty("state").GetString());
            Assert.Equal(isProcess ? JsonValueKind.Number : JsonValueKind.Null, driver.GetProperty("memoryKiB").ValueKind);
            Assert.Equal(isProcess ? JsonValueKind.Null : JsonValueKind.Number, driver.GetProperty("allocatedKiB").ValueKind);
        }
        Assert.Contains("placement  process, decided by: test", transcript);
        Assert.Matches(@"FatFileSystem#0\s+clock\s+singular.clock 1.0\s+CmosClock#0\s+shared memory\s+open", transcript);
        Assert.Matches(@"0x70-0x71\s+real-time clock\s+CmosClock#0\s+bound", transcript);
        Assert.Matches(@"0x378-0x37A\s+parallel port\s+-\s+unbound", transcript);
    }

    [Fact]
    public async Task Drivers_are_killed_and_restarted_under_the_shell()
    {
        // The serial driver included: the console falls back to polling and comes back.
        (string transcript, int status) = await Boot("1110",
        [
            "kill Uart16550", "date", "restart Uart16550", "kill CmosClock", "date", "restart CmosClock", "date", "restart FatFileSystem", "ls",
            "kill Nobody", "poweroff",
        ]);
        Assert.Equal(1, status);
        Assert.Contains("Uart16550#0 is stopped.", transcript);
        Assert.Contains("Uart16550#0 runs again.", transcript);
        Assert.Contains("The channel to CmosClock#0 is closed", transcript);
        Assert.Contains("FatFileSystem#0 runs again.", transcript);
        Assert.Contains("there is no driver 'Nobody' in this image", transcript);
        Assert.Equal(2, transcript.Split("2026-03-04 05:06:08 UTC").Length - 1);
    }

    [Fact]
    public async Task What_was_written_is_on_the_disk_and_clean()
    {
        string disk = Disk();
        await Boot("0011", ["mkdir /kept", "write /kept/file one two three", "poweroff"], disk);
        using Process check = Process.Start(new ProcessStartInfo("fsck.fat", ["-n", disk]) { RedirectStandardOutput = true })!;
        await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.Equal(0, check.ExitCode);
        (string transcript, _) = await Boot("0000", ["cat /kept/file", "poweroff"], disk);
        Assert.Contains("one two three", transcript);
    }

    private Task<(string Transcript, int Status)> Boot(string combination) => Boot(combination, s_script);

    private Task<(string Transcript, int Status)> Boot(string combination, IReadOnlyList<string> script) => Boot(combination, script, Disk());

    /// <param name="combination">A digit each for CmosClock, Uart16550, RamDisk, FatFileSystem: 0 kernel, 1 process.</param>
    /// <param name="script">What to run.</param>
    /// <param name="disk">The RAM disk's file.</param>
    private async Task<(string Transcript, int Status)> Boot(string combination, IReadOnlyList<string> script, string disk)
    {
        Placement At(int place) => combination[place] == '1' ? Placement.Process : Placement.Kernel;
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Path, combination)).FullName;
        string image = HostedImages.Build(folder,
        [
            Records.Of("CmosClock", At(0)),
            Records.Of("Uart16550", At(1)),
            Records.Of("Ps2Keyboard", Placement.Kernel),
            Records.Of("RamDisk", At(2)),
            Records.Of("FatFileSystem", At(3), ("disk", "RamDisk#0"), ("clock", "CmosClock#0")),
        ]);
        return await HostedImages.Run(image, script, Time, $"disk={disk}");
    }

    private string Disk()
    {
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.img");
        using Process make = Process.Start(new ProcessStartInfo(
            "mkfs.fat", ["-C", "-F", "16", "-n", "SINGULAR", "-i", "12345678", path, "16384"]) { RedirectStandardOutput = true })!;
        make.StandardOutput.ReadToEnd();
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
        return path;
    }

    // Placement and memory must differ, and with them the widths of their columns.
    private static string Mask(string transcript) => Memory().Replace(Blanks().Replace(transcript.Replace("process", "kernel"), " "), "KIB");

    [GeneratedRegex("[0-9]+ KiB|- *$", RegexOptions.Multiline)]
    private static partial Regex Memory();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
