using Singular.Channels;
using Singular.Kernel.Measurement;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Shell.Commands;

internal sealed class BenchCommand : IShellCommand
{
    public string Name => "bench";

    public string Arguments => "";

    public string Summary => "measure calls, hand-overs and drivers; 'singular bench' makes a table of it";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        if (session.System.Platform is not IMeasuredPlatform platform)
            return session.Fail($"{session.System.Platform.Name} has nothing to count crossings with; boot the machine");
        try
        {
            foreach (MeasuredRow row in new SystemRows(session.System, platform).Take())
                session.Output.Line(row.ToString());
            foreach (string row in WorkloadRows.Take(platform))
                session.Output.Line(row);
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or ChannelException or PlatformException)
        {
            return session.Fail(e.Message);
        }
    }
}
