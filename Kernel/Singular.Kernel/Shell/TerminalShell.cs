using System.Text;
using Singular.Kernel.Console;
using Singular.Kernel.Logging;
using Singular.Kernel.Shell.Commands;

namespace Singular.Kernel.Shell;

/// <summary>The shell for a person at a terminal: banner, prompt, line editing, and warnings as they happen.</summary>
/// <param name="system">The running kernel.</param>
/// <param name="console">The terminal.</param>
public sealed class TerminalShell(KernelSystem system, KernelConsole console)
{
    private const string Prompt = "singular> ";

    private readonly Lock _noticeLock = new();
    private readonly StringBuilder _notices = new();

    /// <summary>Runs commands until one ends the system.</summary>
    /// <returns>The status for the platform.</returns>
    public int Run()
    {
        var session = new ShellSession(system, new ShellOutput(console, "\r\n"), CommandTable.All);
        PrintBanner(session.Output);
        foreach (LogEntry entry in system.Log.Read())
            Notice(entry);
        system.Log.Written = Notice;
        var runner = new CommandRunner(session);
        var editor = new LineEditor(console, TakeNotices);
        while (session.PowerOffStatus is null)
        {
            if (editor.Read(Prompt) is { } line)
                runner.Run(line);
            else
                session.PowerOffStatus = 0;
        }
        return session.PowerOffStatus.Value;
    }

    private void PrintBanner(ShellOutput output)
    {
        int running = system.Supervisor.Drivers().Count(driver => driver.State == Supervision.DriverState.Running);
        int all = system.Supervisor.Drivers().Count;
        output.Line("");
        output.Line($"Singular {KernelSystem.Version} on {system.Platform.Name}: {running} of {all} drivers run.");
        output.Line("'help' lists the commands, 'poweroff' or Ctrl-D ends the system.");
        output.Line("The RAM disk is lost at power-off; start with --disk FILE to keep it.");
    }

    private void Notice(LogEntry entry)
    {
        if (entry.Level == LogLevel.Info)
            return;
        lock (_noticeLock)
        {
            if (_notices.Length < 4096)
                _notices.Append(LogCommand.Format(entry)).Append("\r\n");
        }
    }

    private string TakeNotices()
    {
        lock (_noticeLock)
        {
            if (_notices.Length == 0)
                return "";
            string text = _notices.ToString();
            _notices.Clear();
            return text;
        }
    }
}
