using Singular.Kernel.Supervision;

namespace Singular.Kernel.Shell.Commands;

internal sealed class KillCommand : IShellCommand
{
    public string Name => "kill";

    public string Arguments => "NAME";

    public string Summary => "stop a driver; it stays down until 'restart'";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments is not [var name])
            return session.Usage(this);
        IReadOnlyList<DriverStatus> drivers = session.System.Supervisor.Drivers();
        if (DriverNames.Find(drivers, name) is not { } driver)
            return session.Fail(DriverNames.Unknown(drivers, name));
        Outcome outcome = session.System.Supervisor.Kill(driver.Record.Instance);
        if (!outcome.Done)
            return session.Fail(outcome.Text);
        session.Output.Line(outcome.Text);
        return 0;
    }
}
