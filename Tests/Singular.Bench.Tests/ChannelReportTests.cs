namespace Singular.Bench.Tests;

public class ChannelReportTests
{
    private static readonly Crossings s_none = new(0, 0, 0, 0);

    [Theory]
    [InlineData(1_000.0, 250.0, true)]
    [InlineData(1_000.0, 251.0, false)]
    [InlineData(null, 1.0, false)]
    [InlineData(1_000.0, null, false)]
    public void Pipelined_calls_must_be_four_times_as_many(double? one, double? pipelined, bool met)
    {
        Figure[] figures = Figures(("serial-call", one), ("serial-pipelined", pipelined));
        BenchRow machine = Throughput(new MachineFigures([], [figures]));
        BenchRow host = Pipelined(ChannelReport.OfHost(Figures(("channel-character", one), ("channel-pipelined", pipelined))));
        Assert.Equal((met, met), (machine.IsMet, host.IsMet));
    }

    [Theory]
    [InlineData(1_000.0, 1_200.0, true)]
    [InlineData(1_000.0, 1_201.0, false)]
    [InlineData(null, 1.0, false)]
    [InlineData(1_000.0, null, false)]
    public void A_call_that_moves_a_buffer_takes_a_fifth_more_at_most(double? without, double? with, bool met) =>
        Assert.Equal(met, ChannelReport.OfMachine(Machine([]), Machine(Figures(("network-call", without), ("buffer-move", with))))
            .Single(row => row.Title.Contains("buffer", StringComparison.Ordinal)).IsMet);

    [Fact]
    public void A_round_trip_on_the_host_stands_beside_each_means_of_Linux()
    {
        IReadOnlyList<BenchRow> rows = ChannelReport.OfHost(Figures(("channel", 300), ("pipe", 200), ("unix", 600), ("futex", 100)));
        Assert.Equal([1.5, 0.5, 3.0], rows.Where(row => row.Ratio is not null).Select(row => row.Ratio!.Value));
        Assert.All(rows.Take(3), row => Assert.Null(row.Target));
    }

    [Fact]
    public void Figures_that_were_not_taken_miss_the_targets_of_channels()
    {
        BenchRow[] rows = [.. ChannelReport.OfMachine(Machine([]), Machine([])), .. ChannelReport.OfHost([])];
        Assert.Equal(5, rows.Count(row => row.Target is not null));
        Assert.DoesNotContain(rows, row => row.Target is not null && row.IsMet);
    }

    [Fact]
    public void A_comparison_by_the_clock_is_made_in_each_run_and_the_middle_one_counts()
    {
        // The host became faster from run to run: the middle of each figure by itself would be 3 times.
        Figure[][] runs =
        [
            Figures(("serial-call", 9_000), ("serial-pipelined", 2_000)),
            Figures(("serial-call", 6_000), ("serial-pipelined", 3_000)),
            Figures(("serial-call", 4_000), ("serial-pipelined", 900)),
        ];
        BenchRow row = Throughput(new MachineFigures([], FigureReader.Runs([.. runs.SelectMany(run => run)])));
        Assert.Equal(4_000.0 / 900, row.Ours);
        Assert.True(row.IsMet);
        Assert.Contains("at least 4", BenchText.Table([row]), StringComparison.Ordinal);
        Assert.Contains("4.44", BenchText.Table([row]), StringComparison.Ordinal);
    }

    private static BenchRow Throughput(MachineFigures process) =>
        ChannelReport.OfMachine(Machine([]), process).Single(row => row.Title.StartsWith("throughput", StringComparison.Ordinal));

    private static BenchRow Pipelined(IReadOnlyList<BenchRow> rows) => rows.Single(row => row.Title.Contains("64 under way", StringComparison.Ordinal));

    private static MachineFigures Machine(IReadOnlyList<Figure> counted) => new(counted, []);

    private static Figure[] Figures(params (string Name, double? Value)[] values) =>
        [.. values.Where(pair => pair.Value is not null).Select(pair => new Figure(pair.Name, pair.Value!.Value, 10, s_none))];
}
