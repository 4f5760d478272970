using System.Reflection;
using System.Text.RegularExpressions;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>docs/verifier-holes.md names tests that exist, and leaves no hole without one.</summary>
public sealed partial class HoleTableTests
{
    /// <summary>The marks of verifier-rules.md, section 15 A.</summary>
    private static readonly string[] Marks =
    [
        "H01", "H02", "H03", "H05", "H43", "H06", "H07", "H08", "CtorMerge", "H09", "H10", "H11", "H93", "H70", "H71", "H84", "H88b", "H88d", "H96", "H97", "H34b",
        "H16", "H13", "H14", "H82", "K17", "H99", "CtorLeak", "H21", "H90", "H31", "H83", "H85", "H86", "K100", "K101", "K102",
    ];

    private static readonly string Table = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "verifier-holes.md"));

    [Fact]
    public void EveryMarkIsThere() => Assert.All(Marks, m => Assert.Matches($@"\b{m}\b", Table));

    [Fact]
    public void EveryRowNamesATestOrSaysWhoseItIs() => Assert.All(Table.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !Header().IsMatch(l)),
        row => Assert.True(row.Contains('`', StringComparison.Ordinal) && TestName().IsMatch(row) || row.Contains("not the verifier's", StringComparison.Ordinal), row));

    [Fact]
    public void EveryNamedTestExists()
    {
        string tests = typeof(HoleTableTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Tests").Value!;
        var sources = Directory.GetFiles(tests, "*.cs", SearchOption.AllDirectories).Concat(Directory.GetFiles(tests, "*.il", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        string[] missing = [.. TestName().Matches(Table).Select(m => m.Groups[1].Value).Distinct().Where(n => !sources.Exists(s => Declares(s, n)))];
        Assert.Empty(missing);
    }

    private static bool Declares(string source, string name) => name.Split('.') switch
    {
        [var member] => Regex.IsMatch(source, $@"(?<!\w){member}(?!\w)"),
        [var type, var method] => Regex.IsMatch(source, $@"class {type}\b") && Regex.IsMatch(source, $@"(void|Task) {method}\("),
        _ => false,
    };

    [GeneratedRegex(@"`(Bad_\w+|[A-Z]\w+Tests\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (hole|construct|attack) \|")]
    private static partial Regex Header();
}
