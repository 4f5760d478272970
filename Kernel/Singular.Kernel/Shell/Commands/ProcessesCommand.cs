using System.Globalization;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Shell.Commands;

internal sealed class ProcessesCommand : IShellCommand
{
    public string Name => "ps";

    public string Arguments => "";

    public string Summary => "list the processes";

    public int Run(ShellSession session, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            return session.Usage(this);
        var table = new TextTable(">PID", "NAME", ">RING", ">SPACE", ">THREADS", ">PRIVATE", ">SHARED", ">CPU");
        foreach (ProcessFigures process in session.System.Platform.Processes())
        {
            table.Add(
                Number(process.Id), process.Name, Number(process.Ring), Number(process.AddressSpace), Number(process.Threads),
                $"{process.PrivateKiB} KiB", $"{process.SharedKiB} KiB", $"{Number((long)process.ProcessorTime.TotalMilliseconds)} ms");
        }
        session.Output.Table(table);
        return 0;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
