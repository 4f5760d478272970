using System.Text;
using Xunit.Abstractions;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>What catches each of the wrong drivers and clients: the static check before it runs, else the boundary or a generated property
/// when it does. Those that the static check refuses are run all the same.</summary>
public sealed class WrongUseTable(ITestOutputHelper output) : IDisposable
{
    /// <summary>Those that the static check lets through have to be found; the others' rows are worth less time.</summary>
    private const int RunsOfAccepted = 200;
    private const int RunsOfRefused = 40;

    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "WrongUse");

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-wrong-use-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EveryWrongDriverAndClientIsCaughtBySomething()
    {
        var rows = new WrongUseRun(Sources, _folder);
        var table = new StringBuilder();
        table.AppendLine($"{"",-8} {"wrong in one way",-28} {"static check",-18} {"boundary",-52} generated properties");
        var missed = new List<string>();
        foreach (string kind in (string[])["Drivers", "Clients"])
        {
            int wrong = 0;
            foreach (string path in Directory.GetFiles(Path.Combine(Sources, kind), "*.cs").Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileNameWithoutExtension(path);
                WrongUseRow row = rows.Try(path, isRefused => isRefused ? RunsOfRefused : RunsOfAccepted);
                table.AppendLine($"{kind,-8} {name,-28} {row.Static ?? "-",-18} {row.Boundary ?? "-",-52} {row.Property ?? "-"}");
                if (name.StartsWith("Correct", StringComparison.Ordinal))
                    Assert.True(!row.IsCaught, $"{name} is right, and this was found: {row}");
                else if (!row.IsCaught)
                    missed.Add(name);
                else
                    wrong++;
            }
            Assert.True(wrong >= 12, $"{kind}: {wrong} wrong ones were caught; expected at least 12{Environment.NewLine}{table}");
        }
        output.WriteLine(table.ToString());
        Assert.True(missed.Count == 0, $"nothing caught {string.Join(", ", missed)}{Environment.NewLine}{table}");
    }
}
