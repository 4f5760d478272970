using Singular.Builder.Compile;

namespace Singular.Builder.Tests;

/// <summary>What a tool of the build gets to see and to use, tried with ordinary programs.</summary>
public sealed class ToolProcessTests
{
    private static ToolRun Run(CompileLimits limits, string program, params string[] arguments) =>
        new ToolProcess(limits, ToolchainOptions.FromEnvironment().SearchPath).Run(program, arguments, Path.GetTempPath(), CancellationToken.None);

    [Fact]
    public void It_sees_no_environment_but_its_own()
    {
        Environment.SetEnvironmentVariable("SINGULAR_TEST_SECRET", "secret");
        IEnumerable<string> names = Run(new CompileLimits(), "env").Lines.Select(line => line.Split('=')[0]);
        Assert.Equal(["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "HOME", "LC_ALL", "PATH", "TMPDIR"], names.Order(StringComparer.Ordinal));
    }

    /// <summary>Where the system lets anyone take the network away (tried here the same way), it is gone.</summary>
    [Fact]
    public void It_has_no_network()
    {
        bool possible = Run(new CompileLimits(), "unshare", "--net", "true").ExitCode == 0
            || Run(new CompileLimits(), "unshare", "--user", "--map-current-user", "--net", "true").ExitCode == 0;
        IEnumerable<string> interfaces = Run(new CompileLimits(), "cat", "/proc/net/dev").Lines.Skip(2).Select(line => line.Split(':')[0].Trim());
        if (possible)
            Assert.Equal(["lo"], interfaces);
        else
            Assert.NotEmpty(interfaces);
    }

    [Fact]
    public void Processor_time_is_limited()
    {
        BuildException error = Assert.Throws<BuildException>(() => Run(new CompileLimits { ProcessorSeconds = 1 }, "bash", "-c", "while :; do :; done"));
        Assert.Equal(BuildCode.LimitExceeded, error.Code);
        Assert.Contains("processor time", error.Message);
    }

    [Fact]
    public void Files_are_limited()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.NotEqual(0, Run(new CompileLimits { FileBytes = 1000 }, "dd", "if=/dev/zero", $"of={file}", "bs=4096", "count=1").ExitCode);
            Assert.True(new FileInfo(file).Length <= 1000);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Endless_output_is_cut_and_does_not_stop_the_tool()
    {
        ToolRun run = Run(new CompileLimits { OutputCharacters = 100 }, "seq", "100000");
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Lines.Sum(line => line.Length + 1) <= 101);
        Assert.Equal("1", run.Lines[0]);
    }

    [Fact]
    public void Status_and_both_streams_come_back()
    {
        ToolRun run = Run(new CompileLimits(), "bash", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(["err", "out"], run.Lines.Order(StringComparer.Ordinal));
    }
}
