using System.Text.Json;

namespace Singular.Bench.Tests;

public class BenchReportTests
{
    private static readonly Crossings s_none = new(0, 0, 0, 0);

    [Fact]
    public void The_cost_of_a_boundary_is_what_it_adds_to_a_plain_call()
    {
        BenchRow row = Row(Make([Row("interface-call", 6), Row("driver-call", 90)]), "over a plain interface call");
        Assert.Equal(84, row.Ours);
        Assert.True(row.IsMet);
        Assert.Null(row.Linux);
    }

    [Fact]
    public void A_cost_over_its_target_is_not_met() =>
        Assert.False(Row(Make([Row("interface-call", 6), Row("driver-call", 97)]), "over a plain interface call").IsMet);

    [Fact]
    public void Rows_of_Linux_stand_beside_ours_with_the_ratio()
    {
        BenchRow row = Row(Make([Row("wake-and-wait", 1_000)], linux: [new Figure("futex", 4_000, 10, null)]), "wake-and-wait");
        Assert.Equal(4_000, row.Linux);
        Assert.Equal(0.25, row.Ratio);
    }

    [Fact]
    public void A_figure_that_was_not_taken_misses_its_target()
    {
        IReadOnlyList<BenchRow> rows = Make([]);
        Assert.All(rows.Where(row => row.Target is not null), row => Assert.False(row.IsMet));
        Assert.All(rows, row => Assert.Null(row.Ours));
    }

    [Fact]
    public void Counted_and_timed_figures_are_kept_apart()
    {
        BenchRow row = Row(
            BenchReport.Make(new MachineFigures([Row("system-call", 200)], [[Row("system-call", 900)]]), new MachineFigures([], []), []),
            "system call");
        Assert.Equal(200, row.Ours);
        Assert.Equal(900, row.WallNanoseconds);
    }

    [Fact]
    public void The_table_says_met_only_where_there_is_a_target()
    {
        string[] lines = BenchText.Table(Make([Row("system-call", 200), Row("interface-call", 6), Row("driver-call", 97)])).Split('\n');
        Assert.Contains(lines, line => line.StartsWith("the same, over a plain interface call", StringComparison.Ordinal) && line.Contains("not met", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("system call", StringComparison.Ordinal) && !line.Contains("met", StringComparison.Ordinal));
    }

    [Fact]
    public void The_JSON_has_a_row_for_each_and_null_for_what_was_not_taken()
    {
        IReadOnlyList<BenchRow> rows = Make([Row("system-call", 200)]);
        using JsonDocument json = JsonDocument.Parse(BenchText.Json(rows));
        JsonElement[] elements = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(rows.Count, elements.Length);
        JsonElement call = elements.Single(element => element.GetProperty("figure").GetString() == "system call of the kernel");
        Assert.Equal(200, call.GetProperty("ours").GetDouble());
        Assert.Equal(JsonValueKind.Null, call.GetProperty("target").ValueKind);
        Assert.Equal(JsonValueKind.Null, call.GetProperty("met").ValueKind);
        Assert.Equal(JsonValueKind.Null, call.GetProperty("linux").ValueKind);
    }

    private static Figure Row(string name, double value) => new(name, value, 10, s_none);

    private static IReadOnlyList<BenchRow> Make(IReadOnlyList<Figure> kernel, IReadOnlyList<Figure>? linux = null) =>
        BenchReport.Make(new MachineFigures(kernel, []), new MachineFigures([], []), linux ?? []);

    private static BenchRow Row(IReadOnlyList<BenchRow> rows, string title) =>
        rows.Single(row => row.Title.Contains(title, StringComparison.Ordinal));
}
