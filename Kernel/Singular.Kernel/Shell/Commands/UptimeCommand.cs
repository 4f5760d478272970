using System.Globalization;

namespace Singular.Kernel.Shell.Commands;

internal sealed class UptimeCommand : IShellCommand
{
    public string Name => "uptime";

    public string Arguments => "";

    public string Summary => "show how long the system has run";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        TimeSpan uptime = session.System.Platform.Uptime;
        string days = uptime.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Days} d ") : "";
        session.Output.Line(string.Create(
            CultureInfo.InvariantCulture, $"{days}{uptime.Hours:00}:{uptime.Minutes:00}:{uptime.Seconds:00}"));
        return 0;
    }
}
