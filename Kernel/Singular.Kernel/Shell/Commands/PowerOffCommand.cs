using System.Globalization;

namespace Singular.Kernel.Shell.Commands;

/// <summary>Ends the system, as <c>poweroff</c> or <c>exit</c>.</summary>
internal sealed class PowerOffCommand(string name) : IShellCommand
{
    public string Name => name;

    public string Arguments => "[STATUS]";

    public string Summary => "write what is unwritten and switch off, with a status from 0 to 255 for whoever started the system";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        byte status = 0;
        if (arguments.Count > 1 || (arguments.Count == 1 && !byte.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out status)))
            return session.Usage(this);
        session.PowerOffStatus = status;
        return 0;
    }
}
