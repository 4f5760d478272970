using System.Globalization;
using Singular.Kernel.Logging;

namespace Singular.Kernel.Shell.Commands;

internal sealed class LogCommand : IShellCommand
{
    public string Name => "log";

    public string Arguments => "[COUNT]";

    public string Summary => "show the last entries of the kernel's log, 40 where no count is given";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        int count = 40;
        if (arguments.Count > 1 || (arguments.Count == 1 && (!int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0)))
            return session.Usage(this);
        foreach (LogEntry entry in session.System.Log.Read().TakeLast(count))
            session.Output.Line(Format(entry));
        return 0;
    }

    /// <summary>Time in seconds, level where it matters, source, text.</summary>
    internal static string Format(LogEntry entry)
    {
        string time = entry.Time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture).PadLeft(9);
        string level = entry.Level switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            _ => "",
        };
        return $"[{time}] {entry.Source}: {level}{entry.Text}";
    }
}
