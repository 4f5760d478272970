using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Shell.Commands;

internal sealed class PolicyCommand : IShellCommand
{
    public string Name => "policy";

    public string Arguments => "";

    public string Summary => "show the rule that placed each driver of this image";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        var table = new TextTable("DRIVER", "PLACEMENT", "RESTART", "RULE");
        foreach (DriverStatus driver in session.System.Supervisor.Drivers())
        {
            DriverRecord record = driver.Record;
            table.Add(record.Instance, record.Placement.ToName(), record.Restart.ToString(), record.Rule);
        }
        session.Output.Table(table);
        return 0;
    }
}
