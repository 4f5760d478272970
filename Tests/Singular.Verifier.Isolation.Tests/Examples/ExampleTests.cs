using System.Text.RegularExpressions;
using Singular.Verifier.Reports;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Every code has an assembly that breaks exactly its rule, and a neighbour that breaks none.</summary>
public sealed partial class ExampleTests
{
    /// <summary>Codes that no assembly can be refused with alone, and why.</summary>
    private static readonly Dictionary<string, string> SecondLine = CodeDocument.List("Second line");

    public static TheoryData<string> All() => [.. ExampleCorpus.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void HasExactlyTheFindingsOfItsName(string name)
    {
        Example example = ExampleCorpus.Make(name);
        IReadOnlyList<Finding> findings = Compile.Verify(example.Assembly, VerificationChecks.All, example.References);
        string[] expected = ExampleCorpus.ExpectedCodes(name);
        Assert.True(expected.SequenceEqual(Compile.CodesOf(findings)), findings.Count == 0 ? "accepted" : string.Join('\n', findings));
    }

    [Fact]
    public void EveryCodeHasABadExampleAndAGoodNeighbour()
    {
        HashSet<string> bad = [], good = [];
        foreach (Match match in ExpectationName().Matches(string.Join('\n', ExampleCorpus.Names.Concat(IlCorpora()))))
            (match.Groups["kind"].Value == "Bad" ? bad : good).Add(match.Groups["code"].Value);
        string[] missing = [.. CodeCatalogue.All.Select(e => e.Code).Where(c => !SecondLine.ContainsKey(c) && !(bad.Contains(c) && good.Contains(c)))];
        Assert.Empty(missing);
        Assert.DoesNotContain(SecondLine.Keys, bad.Contains);
    }

    private static IEnumerable<string> IlCorpora() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Il"), "*.il", SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"\b(?<kind>Bad|Good)_(?<code>[A-Za-z]+)")]
    private static partial Regex ExpectationName();
}
