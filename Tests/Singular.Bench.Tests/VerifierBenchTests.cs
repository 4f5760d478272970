namespace Singular.Bench.Tests;

public sealed class VerifierBenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench").FullName;

    [Fact]
    public void The_installed_framework_is_found()
    {
        string? folder = SharedFramework.Find();
        Assert.NotNull(folder);
        Assert.True(File.Exists(Path.Combine(folder, "System.Private.CoreLib.dll")));
    }

    /// <summary>One library and a file that is none; without a core library beside it nothing can be verified, which is a finding.</summary>
    [Fact]
    public void Every_managed_file_of_a_folder_is_verified()
    {
        File.Copy(typeof(Assert).Assembly.Location, Path.Combine(_folder, "a.dll"));
        File.WriteAllText(Path.Combine(_folder, "native.dll"), "no assembly");
        IReadOnlyList<BenchRow> rows = VerifierBench.Run(_folder, 2, CancellationToken.None);
        Assert.Equal(1, Row(rows, "assemblies verified").Ours);
        Assert.True(Row(rows, "findings").Ours >= 1);
        Assert.Equal(2.5, Row(rows, "time for all of it").Target);
        Assert.Equal(1_000_000_000, Row(rows, "peak memory").Target);
        Assert.True(Row(rows, "peak memory").Ours > 1_000_000);
    }

    [Fact]
    public void Columns_that_nothing_stands_in_are_left_out()
    {
        string header = BenchText.Table([new BenchRow("time", "seconds", 3, null, 2.5, null)]).Split('\n')[0];
        Assert.Equal(["FIGURE", "OURS", "UNIT", "TARGET", "MET"], header.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static BenchRow Row(IReadOnlyList<BenchRow> rows, string title) => Assert.Single(rows, row => row.Title.StartsWith(title, StringComparison.Ordinal));
}
