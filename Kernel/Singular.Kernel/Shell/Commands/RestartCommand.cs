using Singular.Kernel.Supervision;

namespace Singular.Kernel.Shell.Commands;

internal sealed class RestartCommand : IShellCommand
{
    public string Name => "restart";

    public string Arguments => "NAME";

    public string Summary => "stop a driver and start it with fresh state";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments is not [var name])
            return session.Usage(this);
        IReadOnlyList<DriverStatus> drivers = session.System.Supervisor.Drivers();
        if (DriverNames.Find(drivers, name) is not { } driver)
            return session.Fail(DriverNames.Unknown(drivers, name));
        Outcome outcome = session.System.Supervisor.Restart(driver.Record.Instance);
        if (!outcome.Done)
            return session.Fail(outcome.Text);
        session.Output.Line(outcome.Text);
        return 0;
    }
}
