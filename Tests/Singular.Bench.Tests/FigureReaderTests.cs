using FsCheck;
using FsCheck.Fluent;

namespace Singular.Bench.Tests;

public class FigureReaderTests
{
    [Fact]
    public void Reads_rows_between_other_lines()
    {
        IReadOnlyList<Figure> figures = FigureReader.Read("begin\r\nrow getpid 241.5 1000\r\nnoise row\nrow swap 1250 10 2 0.5 0 1\nend\n");
        Assert.Equal(
            [new Figure("getpid", 241.5, 1000, null), new Figure("swap", 1250, 10, new Crossings(2, 0.5, 0, 1))],
            figures);
    }

    [Theory]
    [InlineData("row getpid")]
    [InlineData("row getpid many 10")]
    [InlineData("row getpid 1 1.5")]
    [InlineData("row getpid 1 10 2")]
    public void Refuses_a_row_that_is_cut_or_no_number(string line) =>
        Assert.Contains("row getpid", Assert.Throws<FormatException>(() => FigureReader.Read(line)).Message);

    [Fact]
    public void Any_text_gives_figures_or_a_format_error()
    {
        Prop.ForAll<string>(text =>
        {
            try
            {
                FigureReader.Read("row " + text);
            }
            catch (FormatException)
            {
                return true;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(90.0, 90.0, true)]
    [InlineData(90.1, 90.0, false)]
    [InlineData(null, 90.0, false)]
    [InlineData(null, null, true)]
    public void A_target_is_met_only_by_a_figure_within_it(double? ours, double? target, bool met) =>
        Assert.Equal(met, new BenchRow("row", "instructions", ours, null, target, null).IsMet);
}
