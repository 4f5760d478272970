using Singular.Kernel.Supervision;

namespace Singular.Kernel.Shell.Commands;

internal sealed class ChannelsCommand : IShellCommand
{
    public string Name => "channels";

    public string Arguments => "";

    public string Summary => "list who may call whom, by which contract and how";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        var table = new TextTable("CLIENT", "IMPORT", "CONTRACT", "SERVER", "TRANSPORT", "STATE");
        foreach (ChannelStatus channel in session.System.Supervisor.Channels())
        {
            table.Add(
                channel.Client, channel.Parameter, channel.Contract, channel.Server, channel.Transport,
                channel.IsOpen ? "open" : "closed");
        }
        session.Output.Table(table);
        return 0;
    }
}
