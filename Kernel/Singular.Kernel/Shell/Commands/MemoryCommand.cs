using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Kernel.Platform;
using Singular.Kernel.Supervision;

namespace Singular.Kernel.Shell.Commands;

internal sealed class MemoryCommand : IShellCommand
{
    public string Name => "mem";

    public string Arguments => "";

    public string Summary => "show how much memory there is and who uses it";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        MemoryFigures memory = session.System.Platform.Memory();
        var table = new TextTable("WHAT", ">KIB");
        table.Add("total", Number(memory.TotalKiB));
        table.Add("used", Number(memory.UsedKiB));
        table.Add("free", Number(memory.TotalKiB - memory.UsedKiB));
        table.Add("kernel heap", Number(GC.GetTotalMemory(forceFullCollection: false) / 1024));
        foreach (ProcessFigures process in session.System.Platform.Processes())
            table.Add($"private memory of {process.Name}", Number(process.PrivateKiB));
        AddBuffers(table, Domain.Kernel.Name, Domain.Kernel.BufferCount, Domain.Kernel.BufferBytes);
        foreach (DriverStatus driver in session.System.Supervisor.Drivers())
            AddBuffers(table, driver.Record.Instance, driver.Buffers, driver.BufferBytes);
        session.Output.Table(table);
        return 0;
    }

    private static void AddBuffers(TextTable table, string owner, int buffers, long bytes)
    {
        if (buffers > 0)
            table.Add($"{Number(buffers)} buffers of {owner}", Number((bytes + 1023) / 1024));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
