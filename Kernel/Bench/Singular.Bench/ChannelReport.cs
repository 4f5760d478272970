namespace Singular.Bench;

/// <summary>What channels cost, beside the targets of <c>docs/architecture.md</c> (column "then (channels)").</summary>
public static class ChannelReport
{
    /// <summary>Figures of the machine, in instructions.</summary>
    private const string Instructions = "instructions";

    /// <summary>Figures of two processes on the host, in real time.</summary>
    private const string Nanoseconds = "ns";

    private const double CallTarget = 60;
    private const double RoundTripTarget = 1_500;

    /// <summary>A round trip with a moved buffer may take so many times one without.</summary>
    private const double MoveFactor = 1.2;

    /// <summary>Calls with many under way must have at least so many times the throughput of calls one after the other.</summary>
    private const double PipelineFactor = 4;

    /// <summary>What the machine shows.</summary>
    /// <param name="kernel">With the stock drivers in the kernel.</param>
    /// <param name="process">With each of them in a process.</param>
    public static IReadOnlyList<BenchRow> OfMachine(MachineFigures kernel, MachineFigures process) =>
    [
        Row("call to a driver in the kernel", kernel, "driver-call", null),
        Over("the same, over a plain interface call", kernel, "driver-call", "interface-call", CallTarget),
        Row("round trip to a driver in a process", process, "driver-call", RoundTripTarget),
        Row("wake-and-wait pair, without a channel", process, "wake-and-wait", null),
        .. OfMoves(process),
        .. OfManyUnderWay(process),
        Row("small call to the serial driver in the kernel", kernel, "serial-call", null),
    ];

    /// <summary>A call that moves a buffer to a driver or back, beside one to the same driver that moves none.</summary>
    /// <param name="process">With each driver in a process.</param>
    internal static IReadOnlyList<BenchRow> OfMoves(MachineFigures process) =>
    [
        Row("small call to the loopback driver in a process", process, "network-call", null),
        Row("the same, with a buffer that moves", process, "buffer-move", MoveFactor * (Find(process.Counted, "network-call")?.Value ?? 0)),
        ByTheClock("the same by the clock, over one that moves none", process, "buffer-move", "network-call"),
    ];

    /// <summary>Calls one after the other, beside as many under way as there may be. How many there are in a time is what the target is about, and a count of
    /// instructions does not say it: a crossing, which the calls under way share, counts as one.</summary>
    /// <param name="process">With each driver in a process.</param>
    internal static IReadOnlyList<BenchRow> OfManyUnderWay(MachineFigures process) =>
    [
        Row("small call to the serial driver in a process", process, "serial-call", null),
        Row("the same, 64 under way, per call", process, "serial-pipelined", null),
        ByTheClock("throughput with 64 under way, over one after the other", process, "serial-call", "serial-pipelined") with
        {
            Target = PipelineFactor,
            MustReach = true,
        },
    ];

    /// <summary>What the host shows; each round trip stands beside one over a means of Linux.</summary>
    /// <param name="rows">Taken in one run.</param>
    public static IReadOnlyList<BenchRow> OfHost(IReadOnlyList<Figure> rows)
    {
        double? Of(string name) => Find(rows, name)?.Value;
        BenchRow Beside(string title, string other) => new(title, Nanoseconds, Of("channel"), Of(other), null, null);
        return
        [
            Beside("on Linux: round trip over a channel, beside a pipe", "pipe"),
            Beside("on Linux: the same, beside a Unix socket", "unix"),
            Beside("on Linux: the same, beside a futex pair", "futex"),
            new BenchRow("on Linux: small call to a character device", Nanoseconds, Of("channel-character"), null, null, null),
            new BenchRow("on Linux: the same, 64 under way, per call", Nanoseconds, Of("channel-pipelined"), null, Pipelined(Of("channel-character")), null),
        ];
    }

    /// <summary>What a pipelined call may take; nothing meets the target where the other figure is missing.</summary>
    private static double Pipelined(double? one) => (one ?? 0) / PipelineFactor;

    private static BenchRow Row(string title, MachineFigures machine, string name, double? target)
    {
        Figure? counted = Find(machine.Counted, name);
        return new BenchRow(title, Instructions, counted?.Value, null, target, counted?.Crossings) { WallNanoseconds = machine.MiddleOfRuns(run => Find(run, name)?.Value) };
    }

    private static BenchRow Over(string title, MachineFigures machine, string name, string plain, double target)
    {
        double? Difference(IReadOnlyList<Figure> figures) => Find(figures, name)?.Value - Find(figures, plain)?.Value;
        return new BenchRow(title, Instructions, Difference(machine.Counted), null, target, Find(machine.Counted, name)?.Crossings)
        {
            WallNanoseconds = machine.MiddleOfRuns(Difference),
        };
    }

    /// <summary>One figure divided by the other by the host's clock, the middle of all runs.</summary>
    private static BenchRow ByTheClock(string title, MachineFigures machine, string name, string other) =>
        new(title, BenchRow.Times, machine.MiddleOfRuns(run => Find(run, name)?.Value / Find(run, other)?.Value), null, null, null);

    private static Figure? Find(IReadOnlyList<Figure> figures, string name) => figures.FirstOrDefault(figure => figure.Name == name);
}
