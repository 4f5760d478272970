using System.Diagnostics;
using Singular.Emulation;

namespace Singular.Bench;

/// <summary>Runs the shell's <c>bench</c> on a boot image in the emulator.</summary>
public static class SystemMachine
{
    // A script feeds the shell; random numbers are the same in every run.
    private const string CommandLine = "script deterministic";

    /// <summary>Boots an image twice, with and without counting instructions.</summary>
    /// <param name="nucleus">The nucleus' file.</param>
    /// <param name="image">The boot image.</param>
    /// <param name="timedRuns">How often the bench runs in the boot that does not count; counts are the same each time.</param>
    /// <param name="timeout">For each of the boots.</param>
    /// <exception cref="EmulatorException">The machine or a row failed.</exception>
    public static async Task<MachineFigures> RunAsync(string nucleus, string image, int timedRuns, TimeSpan timeout)
    {
        var options = new EmulatorOptions { KernelFile = nucleus, ImageFile = image, CommandLine = CommandLine };
        return new MachineFigures(
            await BootAsync(options with { CountInstructions = true }, 1, timeout),
            FigureReader.Runs(await BootAsync(options, timedRuns, timeout)));
    }

    private static async Task<IReadOnlyList<Figure>> BootAsync(EmulatorOptions options, int runs, TimeSpan timeout)
    {
        using Process machine = Emulator.StartPiped(options);
        try
        {
            var session = new ScriptSession(machine, echo: null);
            int status = await session.RunAsync([.. Enumerable.Repeat("bench", runs), "poweroff"], timeout);
            return status == 0
                ? FigureReader.Read(session.Transcript)
                : throw new EmulatorException($"The shell's bench failed: {LastError(session.Transcript)}");
        }
        finally
        {
            if (!machine.HasExited)
                machine.Kill();
        }
    }

    private static string LastError(string transcript) =>
        transcript.Split('\n').LastOrDefault(line => line.StartsWith("error:", StringComparison.Ordinal)) ?? "it says not why";
}
