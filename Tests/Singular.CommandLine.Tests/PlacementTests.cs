using System.Text.Json;
using System.Text.RegularExpressions;
using Singular.CommandLine.Tests.Running;
using Singular.Tests.Shared;

namespace Singular.CommandLine.Tests;

/// <summary>
/// The same script gives the same transcript wherever the policy puts the drivers: on the machine with 1, 2 and 4 processors, as a
/// Linux process under the JIT, and as one compiled ahead of time. Only what must differ is masked: placement, ring and memory.
/// </summary>
[Collection(RootCollection.Name)]
public sealed partial class PlacementTests(DevelopmentRoot root)
{
    // A whole minute until what is masked would not be enough.
    private const string Start = "2026-03-04T05:06:00";

    private static readonly string[] s_movable = ["CmosClock", "Uart16550", "RamDisk", "FatFileSystem"];

    private static readonly string[] s_script =
    [
        .. FileScript.Lines,
        "restart CmosClock",
        "kill RamDisk",
        "restart RamDisk",
        "date",
        "drivers",
        "drivers --json",
        "poweroff",
    ];

    [Fact]
    public void All_16_placements_give_the_same_transcript_on_the_machine()
    {
        string expected = "";
        var packages = new Dictionary<string, string>();
        for (int combination = 0; combination < 16; combination++)
        {
            string name = Convert.ToString(combination, 2).PadLeft(4, '0');
            CommandResult booted = Boot(name);
            CheckDrivers(name, booted.Output, packages);
            string transcript = Mask(booted.Output);
            if (combination == 0)
            {
                expected = transcript;
                CheckScript(expected);
            }
            Assert.True(expected == transcript, $"combination {name} differs:\n{transcript}\nfrom 0000:\n{expected}");
        }
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("1111")]
    public void More_processors_and_hosted_kernels_give_the_same_transcript(string combination)
    {
        string expected = Mask(Boot(combination).Output);
        CheckScript(expected);
        foreach (string options in new[] { "--smp 2", "--smp 4", "--hosted", "--hosted --native" })
        {
            string transcript = Mask(Boot(combination, options.Split(' ')).Output);
            Assert.True(expected == transcript, $"{options} differs:\n{transcript}\nfrom one processor:\n{expected}");
        }
    }

    [Fact]
    public void Safe_mode_puts_every_driver_into_a_process_and_leaves_the_policy_as_it_is()
    {
        root.Place("CmosClock", "kernel");
        string policy = root.Run("policy", "show").Expect(0).Output;
        CommandResult booted = root.Boot(["drivers --json", "poweroff"], "--safe").Expect(0);
        Assert.All(Drivers(booted.Output), driver => Assert.Equal("process", driver.GetProperty("placement").GetString()));
        Assert.Equal(policy, root.Run("policy", "show").Expect(0).Output);
    }

    [Fact]
    public void A_disk_file_keeps_what_was_written()
    {
        string disk = root.Beside("kept.img");
        root.Boot(["write /kept.txt still here", "poweroff"], "--disk", disk).Expect(0);
        Assert.Contains("still here", root.Boot(["cat /kept.txt", "poweroff"], "--disk", disk).Expect(0).Output);
    }

    /// <param name="combination">A digit for each of the movable drivers: 0 kernel, 1 process.</param>
    /// <param name="options">Further options of <c>boot</c>.</param>
    private CommandResult Boot(string combination, params string[] options)
    {
        for (int i = 0; i < s_movable.Length; i++)
            root.Place(s_movable[i], combination[i] == '1' ? "process" : "kernel");
        // Two commands of the script are refused on purpose, and the status says so.
        return root.Boot(s_script, ["--clock", Start, .. options]).Expect(1);
    }

    private static void CheckScript(string transcript)
    {
        FileScript.Check(transcript, "2026-03-04 05:06:SS");
        Assert.Contains("CmosClock#0 runs again.", transcript);
        Assert.Contains("RamDisk#0 runs again.", transcript);
    }

    /// <summary>What the kernel says of its drivers: each where the policy wants it, by the ring that a trap in its code saved, and
    /// each from the same package as in every other combination.</summary>
    private static void CheckDrivers(string combination, string transcript, Dictionary<string, string> packages)
    {
        JsonElement[] drivers = Drivers(transcript);
        Assert.Equal(5, drivers.Length);
        foreach (JsonElement driver in drivers)
        {
            string id = driver.GetProperty("name").GetString()!.Split('#')[0];
            int place = Array.IndexOf(s_movable, id);
            bool isProcess = place >= 0 && combination[place] == '1';
            Assert.Equal(isProcess ? "process" : "kernel", driver.GetProperty("placement").GetString());
            Assert.Equal(isProcess ? 3 : 0, driver.GetProperty("ring").GetInt32());
            Assert.Equal(isProcess ? JsonValueKind.Number : JsonValueKind.Null, driver.GetProperty("memoryKiB").ValueKind);
            Assert.Equal(isProcess ? JsonValueKind.Null : JsonValueKind.Number, driver.GetProperty("allocatedKiB").ValueKind);
            Assert.Equal("running", driver.GetProperty("state").GetString());
            string package = driver.GetProperty("packageSha256").GetString()!;
            Assert.Equal(packages.TryAdd(id, package) ? package : packages[id], package);
        }
    }

    private static JsonElement[] Drivers(string transcript)
    {
        using JsonDocument json = JsonDocument.Parse(transcript.Split('\n').Single(line => line.StartsWith('[')));
        return [.. json.RootElement.Clone().EnumerateArray()];
    }

    // The machine's first line is the nucleus', which a hosted kernel does not have. A slow emulator takes more seconds for the
    // same commands.
    private static string Mask(string transcript)
    {
        string machine = Seconds().Replace(Nucleus().Replace(transcript, ""), "$1SS");
        return Heading().Replace(Row().Replace(Json().Replace(machine, "PLACE"), "$1 PLACE RING $2"), "RESTARTS MEMORY");
    }

    [GeneratedRegex("^nucleus: .*\n", RegexOptions.Multiline)]
    private static partial Regex Nucleus();

    [GeneratedRegex(@"(\b2026-03-04 05:06:)[0-9]{2}")]
    private static partial Regex Seconds();

    [GeneratedRegex("RESTARTS +MEMORY")]
    private static partial Regex Heading();

    [GeneratedRegex("\"placement\":\"[a-z]+\",\"ring\":[0-9]|\"(memory|allocated)KiB\":([0-9]+|null)")]
    private static partial Regex Json();

    // A row of `drivers`: columns before the placement, state and restarts behind the ring, memory at the end.
    [GeneratedRegex(@"^(\S+#0 .*?) +(?:kernel|process) +[0-9] +(\S+ +[0-9]+) .*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
