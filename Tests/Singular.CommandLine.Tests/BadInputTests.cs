using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>Bad input gets one clear sentence and the right status.</summary>
[Collection(RootCollection.Name)]
public sealed class BadInputTests(DevelopmentRoot root)
{
    private static readonly Dictionary<string, string> s_none = [];

    [Theory]
    [InlineData(2, "'--nope'", "boot", "--nope")]
    [InlineData(2, "'frobnicate'", "frobnicate")]
    [InlineData(2, "--smp takes 1 to 4 processors; 9 was given", "boot", "--smp", "9")]
    [InlineData(2, "--memory takes 64 to 2815 MiB; 1 was given", "boot", "--memory", "1")]
    [InlineData(2, "--timeout takes 1 or more seconds; 0 was given", "boot", "--timeout", "0")]
    [InlineData(2, "the shell needs a terminal", "boot")]
    [InlineData(2, "--clock takes a date and time", "boot", "--script", "-", "--clock", "tomorrow")]
    [InlineData(2, "missing-script does not exist", "boot", "--script", "missing-script")]
    [InlineData(2, "FileMissing: ", "install", "missing.nupkg")]
    [InlineData(1, "ZipBroken: ", "install", "{checkout}/README.md")]
    [InlineData(1, "NotInstalled: Nobody", "remove", "Nobody")]
    [InlineData(2, "'moon'", "policy", "set", "CmosClock", "--place", "moon")]
    [InlineData(1, "AssemblyUnreadable: ", "pack", "{checkout}/README.md")]
    [InlineData(2, "FileMissing: ", "sign", "{checkout}/README.md", "--key", "nobody")]
    [InlineData(2, "missing.dll does not exist", "verify", "missing.dll")]
    [InlineData(2, "missing-project does not exist", "run", "missing-project", "--script", "-")]
    [InlineData(2, "--timeout takes 1 or more seconds; 0 was given", "run", "--timeout", "0")]
    [InlineData(2, "makes no driver package", "run", "{checkout}/Channels/Singular.Channels", "--script", "-")]
    [InlineData(2, "missing.log does not exist", "symbolize", "missing.log", "--pdb", ".")]
    [InlineData(2, "has no assembly with its .pdb", "symbolize", "{checkout}/README.md", "--pdb", "{checkout}/docs")]
    public void One_sentence(int status, string sentence, params string[] arguments)
    {
        string[] real = [.. arguments.Select(argument => argument.Replace("{checkout}", Command.Checkout, StringComparison.Ordinal))];
        // The verbs that take a root get the tests' own; the others would not know the option.
        CommandResult result = real[0] is "verify" or "pack" or "run" or "symbolize" or "frobnicate" ? Command.Run(real) : root.Run(real);
        Assert.True(result.Status == status, $"status {result.Status} instead of {status}: {result.Error}");
        Assert.Contains(sentence, Assert.Single(result.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_emulator_is_named_with_its_package()
    {
        root.Run("image").Expect(0);
        string bin = Directory.CreateDirectory(root.Beside("bin")).FullName;
        foreach (string tool in Directory.GetFiles("/usr/bin").Where(tool => !Path.GetFileName(tool).StartsWith("qemu", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(bin, Path.GetFileName(tool)), tool);
        CommandResult result = Command.Run(["boot", "--root", root.Folder, "--script", "-"], "date\n", new Dictionary<string, string> { ["PATH"] = bin });
        Assert.Equal(2, result.Status);
        Assert.Contains("qemu-system-x86", Assert.Single(result.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_takes_too_long_is_ended()
    {
        CommandResult result = Command.Run(["boot", "--root", root.Folder, "--script", "-", "--timeout", "1"], string.Join('\n', Enumerable.Repeat("ls", 100_000)), s_none);
        Assert.Equal(2, result.Status);
        Assert.Contains("did not end within 1 s", Assert.Single(result.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_one_sentence()
    {
        CommandResult result = Command.Run("image", "--root", "/proc/singular");
        Assert.Equal(2, result.Status);
        Assert.Single(result.Complaints);
    }

    [Fact]
    public void Every_verb_has_help()
    {
        string help = Command.Run("--help").Expect(0).Output;
        string[] verbs = [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
        Assert.Contains("boot", verbs);
        Assert.All(verbs, verb => Assert.Contains("Usage:", Command.Run(verb, "--help").Expect(0).Output, StringComparison.Ordinal));
    }
}
