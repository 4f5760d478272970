namespace Singular.Bench;

/// <summary>Puts our figures, Linux' and the targets of <c>docs/architecture.md</c> (column "first (spine)") side by side.</summary>
public static class BenchReport
{
    private const string Instructions = "instructions";
    private const string Bytes = "bytes";

    // The targets, from the table "What it is measured against".
    private const double CallTarget = 90;
    private const double RoundTripTarget = 2_500;
    private const double ProcessTarget = 3_000_000;
    private const double ResetTarget = 600_000_000;
    private const double ProcessMemoryTarget = 3_000_000;
    private const double MemoryTarget = 48_000_000;

    /// <param name="kernel">With the stock drivers in the kernel.</param>
    /// <param name="process">With each of them in a process.</param>
    /// <param name="linux">The workload's rows on Linux; empty where it was not asked.</param>
    public static IReadOnlyList<BenchRow> Make(MachineFigures kernel, MachineFigures process, IReadOnlyList<Figure> linux)
    {
        double? Linux(string name) => Find(linux, name)?.Value;
        return
        [
            Row("plain method call", Instructions, kernel, "method-call", null, null),
            Row("plain interface call", Instructions, kernel, "interface-call", null, null),
            Row("call to a driver in the kernel", Instructions, kernel, "driver-call", null, null),
            Over("the same, over a plain interface call", kernel, "driver-call", "interface-call", CallTarget),
            Row("64 KiB read from a driver in the kernel", Instructions, kernel, "driver-read-64k", null, null),
            Row("round trip to a driver in a process", Instructions, process, "driver-call", Linux("unix"), RoundTripTarget),
            Row("64 KiB read from a driver in a process", Instructions, process, "driver-read-64k", Linux("unix-64k"), null),
            .. ChannelReport.OfMoves(process),
            .. ChannelReport.OfManyUnderWay(process),
            Row("system call of the kernel", Instructions, kernel, "system-call", null, null),
            Row("getpid, the workload in a process", Instructions, kernel, "getpid", Linux("getpid"), null),
            Row("sched_yield, the workload in a process", Instructions, kernel, "sched_yield", Linux("sched_yield"), null),
            Row("futex between threads, the workload in a process", Instructions, kernel, "futex-threads", Linux("futex-threads"), null),
            Row("wake-and-wait pair", Instructions, kernel, "wake-and-wait", Linux("futex"), null),
            Row("start to exit of a driver process", Instructions, process, "process", Linux("process"), ProcessTarget),
            Row("reset to shell, drivers in the kernel", Instructions, kernel, "reset-to-shell", null, ResetTarget),
            Row("reset to shell, each driver in a process", Instructions, process, "reset-to-shell", null, null),
            Standing("private memory of the largest driver process", process, "private-memory", ProcessMemoryTarget),
            Standing("memory after boot, drivers in the kernel", kernel, "memory-after-boot", MemoryTarget),
            Standing("memory after boot, each driver in a process", process, "memory-after-boot", null),
        ];
    }

    private static BenchRow Row(string title, string unit, MachineFigures machine, string name, double? linux, double? target)
    {
        Figure? counted = Find(machine.Counted, name);
        return new BenchRow(title, unit, counted?.Value, linux, target, counted?.Crossings) { WallNanoseconds = machine.MiddleOfRuns(run => Find(run, name)?.Value) };
    }

    /// <summary>The difference of two figures.</summary>
    private static BenchRow Over(string title, MachineFigures machine, string name, string plain, double target)
    {
        double? Difference(IReadOnlyList<Figure> figures) => Find(figures, name)?.Value - Find(figures, plain)?.Value;
        return new BenchRow(title, Instructions, Difference(machine.Counted), null, target, Find(machine.Counted, name)?.Crossings)
        {
            WallNanoseconds = machine.MiddleOfRuns(Difference),
        };
    }

    /// <summary>A figure that is not of an operation: no time and no crossings.</summary>
    private static BenchRow Standing(string title, MachineFigures machine, string name, double? target) =>
        new(title, Bytes, Find(machine.Counted, name)?.Value, null, target, null);

    private static Figure? Find(IReadOnlyList<Figure> figures, string name) => figures.FirstOrDefault(figure => figure.Name == name);
}
