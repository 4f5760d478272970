using System.Diagnostics;

namespace Singular.Emulation.Tests;

public class ScriptSessionTests
{
    // A shell as the guest would speak: ready marker, then per line its text and a status.
    private const string Answering = """
        printf '\0360\036'
        while read -r line; do
          case "$line" in
            bad) printf 'no such thing\r\n\0361\036';;
            poweroff) printf 'off\n'; exit 0;;
            die) exit 0;;
            hang) sleep 30;;
            lie) printf '\036many\036';;
            *) printf 'did %s\r\n\0360\036' "$line";;
          esac
        done
        """;

    [Fact]
    public async Task Keeps_commands_and_answers_and_drops_markers_and_carriage_returns()
    {
        using Process shell = Start(Answering);
        var session = new ScriptSession(shell, null);
        int status = await session.RunAsync(["one", "# a remark", "", "two", "poweroff"], TimeSpan.FromSeconds(20));
        Assert.Equal(0, status);
        Assert.Equal("> one\ndid one\n> two\ndid two\n> poweroff\noff\n", session.Transcript);
    }

    [Fact]
    public async Task Gives_the_status_of_the_command_that_failed()
    {
        using Process shell = Start(Answering);
        int status = await new ScriptSession(shell, null).RunAsync(["bad", "one", "poweroff"], TimeSpan.FromSeconds(20));
        Assert.Equal(1, status);
    }

    [Theory]
    [InlineData("die", "ended during 'die'")]
    [InlineData("lie", "'many'")]
    public async Task Says_what_went_wrong_on_the_line(string command, string expected)
    {
        using Process shell = Start(Answering);
        var session = new ScriptSession(shell, null);
        EmulatorException failure = await Assert.ThrowsAsync<EmulatorException>(
            () => session.RunAsync([command], TimeSpan.FromSeconds(20)));
        Assert.Contains(expected, failure.Message);
    }

    [Fact]
    public async Task Gives_up_after_the_time_limit()
    {
        using Process shell = Start(Answering);
        var session = new ScriptSession(shell, null);
        EmulatorException failure = await Assert.ThrowsAsync<EmulatorException>(
            () => session.RunAsync(["hang"], TimeSpan.FromSeconds(1)));
        Assert.Contains("--timeout", failure.Message);
        shell.Kill(entireProcessTree: true);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    [InlineData(9, 4)]
    [InlineData(1, null)]
    [InlineData(134, null)]
    public void Decodes_the_debug_exit_status(int emulator, int? guest) => Assert.Equal(guest, Emulator.GuestStatus(emulator));

    [Theory]
    [InlineData(0, 512, "--smp")]
    [InlineData(1, 32, "--memory")]
    [InlineData(1, 512, "missing")]
    public void Refuses_a_machine_it_cannot_make(int processors, int memory, string expected)
    {
        var options = new EmulatorOptions
        {
            KernelFile = "no-such-kernel",
            ImageFile = "no-such-image",
            Processors = processors,
            MemoryMiB = memory,
        };
        Assert.Contains(expected, Assert.Throws<EmulatorException>(() => Emulator.StartPiped(options)).Message);
    }

    private static Process Start(string script)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        return Process.Start(start)!;
    }
}
