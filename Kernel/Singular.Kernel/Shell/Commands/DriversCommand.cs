using System.Globalization;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Shell.Commands;

internal sealed class DriversCommand : IShellCommand
{
    public string Name => "drivers";

    public string Arguments => "[--json | --why NAME]";

    public string Summary => "list the drivers, or say why one runs where it does";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        IReadOnlyList<DriverStatus> drivers = session.System.Supervisor.Drivers();
        switch (arguments)
        {
            case []:
                session.Output.Table(Table(drivers));
                return 0;
            case ["--json"]:
                session.Output.Line(DriversJson.Write(drivers));
                return 0;
            case ["--why", var name]:
                return DriverNames.Find(drivers, name) is { } driver
                    ? Explain(session, driver)
                    : session.Fail(DriverNames.Unknown(drivers, name));
            default:
                return session.Usage(this);
        }
    }

    private static TextTable Table(IReadOnlyList<DriverStatus> drivers)
    {
        var table = new TextTable("NAME", "VERSION", "PROVIDES", "PLACEMENT", ">RING", "STATE", ">RESTARTS", ">MEMORY");
        foreach (DriverStatus driver in drivers)
        {
            table.Add(
                driver.Record.Instance,
                driver.Record.Manifest.Version.ToString(),
                driver.Record.Manifest.Provides.ToString(),
                driver.Record.Placement.ToName(),
                driver.Ring?.ToString(CultureInfo.InvariantCulture) ?? "-",
                driver.State.ToName(),
                driver.Restarts.ToString(CultureInfo.InvariantCulture),
                (driver.MemoryKiB ?? driver.AllocatedKiB) is { } kib ? $"{kib} KiB" : "-");
        }
        return table;
    }

    private static int Explain(ShellSession session, DriverStatus driver)
    {
        DriverRecord record = driver.Record;
        DriverManifest manifest = record.Manifest;
        ShellOutput output = session.Output;
        output.Line($"{record.Instance}: {manifest.Id} {manifest.Version}, {driver.State.ToName()}");
        if (driver.Reason.Length > 0)
            output.Line($"  reason     {driver.Reason}");
        output.Line($"  placement  {record.Placement.ToName()}, decided by: {record.Rule}");
        output.Line($"  signer     {record.Signer}");
        if (record.Validity.Length > 0)
            output.Line($"  valid      {record.Validity}");
        if (record.Checks.Length > 0)
            output.Line($"  checks     {record.Checks}");
        output.Line($"  package    sha256 {record.PackageSha256}");
        if (record.AssembliesSha256.Length > 0)
            output.Line($"  code       sha256 {record.AssembliesSha256}");
        output.Line($"  provides   {manifest.Provides}");
        foreach (Binding binding in record.Bindings)
        {
            ImportedContract? import = manifest.Imports.FirstOrDefault(import => import.Parameter == binding.Parameter);
            output.Line($"  import     {binding.Parameter}: {import?.Contract.ToString() ?? "?"} from {binding.Provider}");
        }
        foreach (PortRange range in manifest.Ports)
            output.Line($"  ports      {range}");
        foreach (InterruptLine line in manifest.Interrupts)
            output.Line($"  interrupt  {line.Line}");
        foreach (MemoryRequest memory in manifest.Memory)
            output.Line($"  memory     {memory.Name}, {memory.Bytes / 1024} KiB where the owner provides nothing");
        output.Line($"  restart    {record.Restart}");
        if (record.DemoteAfter > 0)
            output.Line($"  demotion   after {record.DemoteAfter} faults it goes on in a process");
        return 0;
    }
}
