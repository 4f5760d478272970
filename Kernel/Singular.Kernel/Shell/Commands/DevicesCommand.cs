using Singular.Kernel.Devices;
using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Shell.Commands;

internal sealed class DevicesCommand : IShellCommand
{
    public string Name => "devices";

    public string Arguments => "";

    public string Summary => "list the devices, the driver of each, or why it has none";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        IReadOnlyList<DriverStatus> drivers = session.System.Supervisor.Drivers();
        var table = new TextTable("PLACE", "DEVICE", "DRIVER", "STATE");
        foreach (PlatformDevice device in PlatformDevice.All)
            AddRow(table, device.Ports, device.Name, drivers.FirstOrDefault(driver => Uses(driver, device)));
        foreach (DriverStatus driver in drivers)
        {
            foreach (MemoryRequest memory in driver.Record.Manifest.Memory)
                AddRow(table, "memory", memory.Name, driver);
        }
        foreach (PciFunction function in new PciBus(session.System.Platform.Ports).Enumerate())
        {
            table.Add(
                function.Address, $"{PciClass.Name(function.BaseClass, function.SubClass)} {function.VendorId:x4}:{function.DeviceId:x4}",
                "-", "unbound: no driver of this image asks for it");
        }
        session.Output.Table(table);
        return 0;
    }

    private static bool Uses(DriverStatus driver, PlatformDevice device) =>
        driver.Record.Manifest.Ports.Any(range => range.First <= device.LastPort && device.FirstPort <= range.Last);

    private static void AddRow(TextTable table, string place, string device, DriverStatus? driver)
    {
        string state = driver switch
        {
            null => "unbound: no driver of this image asks for it",
            { State: DriverState.Running } => "bound",
            { Reason.Length: > 0 } => $"bound, but {driver.State.ToName()}: {driver.Reason}",
            _ => $"bound, but {driver.State.ToName()}",
        };
        table.Add(place, device, driver?.Record.Instance ?? "-", state);
    }
}
