using System.Text.RegularExpressions;

namespace Singular.Nucleus.Tests;

/// <summary>One boot per test: a scenario of the probe on some number of processors.</summary>
[Collection(nameof(Machine))]
public sealed class BootTests(Machine machine) 
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_official_runtime_runs_in_ring_0(int processors)
    {
        BootResult result = machine.Pass("runtime", processors);
        Assert.Contains($"privilege level 0, {processors} processor(s)", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Processes_start_end_and_are_killed(int processors)
    {
        BootResult result = machine.Pass("processes", processors);
        Assert.Contains("[runtime] privilege level 3", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Priorities_are_strict_and_equal_ones_share() => machine.Pass("scheduling");

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Memory_is_shared_and_the_processor_handed_over(int processors) => machine.Pass("channel", processors);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Attacks_from_ring_3_fail(int processors) => machine.Pass("attacks", processors);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Devices_are_driven_from_ring_3(int processors) => machine.Pass("devices", processors);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Process_starts_and_stops_leave_no_frame_behind(int processors) =>
        machine.Pass($"churn,{SizeFrom("NUCLEUS_CHURN", 60)}", processors, seconds: 600);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1000)]
    public void Random_calls_from_ring_3_do_no_harm(int processors, int seed) =>
        machine.Pass($"fuzz,{seed},{SizeFrom("NUCLEUS_FUZZ_CALLS", 20_000)}", processors, seconds: 1200);

    /// <summary>The targets of the issue, in instructions.</summary>
    [Fact]
    public void Costs_stay_within_their_targets_and_are_the_same_in_two_runs()
    {
        const string Counting = "-icount shift=0,sleep=off";
        string first = machine.Pass("bench deterministic", options: Counting).Output;
        string second = machine.Pass("bench deterministic", options: Counting).Output;
        Assert.Equal(first, second);
        Assert.InRange(Figure(first, "getpid"), 50, 241);
        Assert.InRange(Figure(first, "futex_swap"), 300, 1200);
        Assert.InRange(Figure(first, "process"), 100_000, 3_000_000);
    }

    [Fact]
    public void The_self_test_passes()
    {
        BootResult result = machine.Pass("runtime selftest");
        Assert.Matches(@"nucleus: self-test passed, \d+ checks", result.Output);
    }

    [Fact]
    public void A_kernel_crash_says_so_and_ends_with_a_failure()
    {
        BootResult result = machine.Boot("scenario=crash", image: machine.ImagePath);
        Assert.Equal(97, result.Status);
        Assert.Contains("a crash on purpose", result.Output, StringComparison.Ordinal);
        Assert.Contains("nucleus: PANIC: the kernel was ended by an unhandled signal", result.Output, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(result.Output, "PANIC"));
    }

    private static int Figure(string output, string name) => int.Parse(Regex.Match(output, $@"figure {name} (\d+)").Groups[1].Value);

    private static int SizeFrom(string variable, int small) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text) : small;
}
