using System.Globalization;
using System.Text;
using Singular.Kernel.Console;
using Singular.Kernel.Shell.Commands;

namespace Singular.Kernel.Shell;

/// <summary>The shell for a program that feeds commands and reads a transcript: no banner, prompt or echo, and a status marker
/// when it is ready and behind each command.</summary>
/// <remarks>The marker is byte 0x1E (record separator), the status in decimal, byte 0x1E.</remarks>
/// <param name="system">The running kernel.</param>
/// <param name="console">Where commands come from and output goes to.</param>
public sealed class ScriptShell(KernelSystem system, KernelConsole console)
{
    private const int MaxLineBytes = 4096;
    private const char Marker = '\x1E';
    private const byte EndOfTransmission = 0x04;

    /// <summary>Runs commands until one ends the system, or the input's end (byte 0x04 at the start of a line).</summary>
    /// <returns>The status for the platform.</returns>
    public int Run()
    {
        var session = new ShellSession(system, new ShellOutput(console, "\n"), CommandTable.All);
        var runner = new CommandRunner(session);
        PrintStatus(0);
        while (ReadLine() is { } line)
        {
            int status = runner.Run(line);
            if (session.PowerOffStatus is { } powerOff)
                return powerOff;
            PrintStatus(status);
        }
        return 0;
    }

    private void PrintStatus(int status) =>
        console.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Marker}{status}{Marker}")));

    // What is longer than a command may be is read to its end and cut, so that the next line begins at its beginning.
    private string? ReadLine()
    {
        var line = new List<byte>();
        while (true)
        {
            if (!console.TryReadByte(out byte next))
                continue;
            if (next == EndOfTransmission && line.Count == 0)
                return null;
            if (next == (byte)'\n')
                return Encoding.UTF8.GetString([.. line]);
            if (next != (byte)'\r' && line.Count < MaxLineBytes)
                line.Add(next);
        }
    }
}
