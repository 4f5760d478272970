using System.Diagnostics;
using System.Text;
using Singular.CommandLine.Session;
using Singular.Emulation;

namespace Singular.CommandLine.Pipeline;

/// <summary>A started machine, emulated or hosted, and what its user wants of it: a terminal, or a script's status.</summary>
internal static class MachineRun
{
    /// <summary>The commands of a script: a file, or standard input for <c>-</c>.</summary>
    public static async Task<string[]?> ReadScriptAsync(FileInfo? script, CancellationToken cancellation)
    {
        if (script is null)
            return null;
        if (script.Name == "-")
            return (await Console.In.ReadToEndAsync(cancellation)).Split('\n');
        return Encoding.UTF8.GetString(Files.Read(script.FullName)).Split('\n');
    }

    /// <summary>Lets a person use the emulated machine until it ends.</summary>
    /// <returns>The status that the guest gave.</returns>
    public static Task<int> WaitEmulatedAsync(Process machine) => WaitAsync(machine, Emulator.GuestStatus);

    /// <summary>Lets a person use the hosted kernel until it ends.</summary>
    public static Task<int> WaitHostedAsync(Process machine) => WaitAsync(machine, status => status);

    /// <summary>Runs a script to its end and prints the transcript.</summary>
    /// <returns>The script's status.</returns>
    public static async Task<int> RunScriptAsync(Process machine, string[] commands, TimeSpan timeout)
    {
        var session = new ScriptSession(machine, Console.Out);
        try
        {
            return await session.RunAsync(commands, timeout);
        }
        finally
        {
            if (!machine.HasExited)
                machine.Kill(entireProcessTree: true);
        }
    }

    private static async Task<int> WaitAsync(Process machine, Func<int, int?> guestStatus)
    {
        // The machine shares this terminal and Ctrl-C is a key of its own; this program only waits.
        await machine.WaitForExitAsync(CancellationToken.None);
        return guestStatus(machine.ExitCode)
            ?? throw CommandFailure.CouldNotRun($"The machine stopped with status {machine.ExitCode}; its last lines above say why.");
    }
}
