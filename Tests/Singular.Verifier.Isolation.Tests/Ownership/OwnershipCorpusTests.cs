using System.Text.RegularExpressions;
using Singular.Verifier.Ownership;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>Each method of the corpus has exactly the findings that its name promises, compiled with and without optimisation.</summary>
public sealed partial class OwnershipCorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Ownership", "Corpus");

    private static readonly Lazy<byte[]> Contracts = new(() => Compile.Library(Source("Contracts.cs"), "Corpus.Contracts"));

    public static TheoryData<string, bool> Files()
    {
        var data = new TheoryData<string, bool>();
        foreach (string path in Directory.GetFiles(Folder, "*.cs").Where(p => Path.GetFileName(p) != "Contracts.cs").Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(path), true);
            data.Add(Path.GetFileName(path), false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryNameSaysWhatIsFound(string file, bool optimise)
    {
        string source = Source(file);
        byte[] library = Compile.Library(source, optimise: optimise, references: Contracts.Value);
        IReadOnlyList<Finding> findings = Compile.Verify(library, VerificationChecks.Contracts, Contracts.Value);
        string[] names = [.. Promise().Matches(source).Select(m => m.Value).Distinct()];
        Assert.NotEmpty(names);
        var wrong = new List<string>();
        foreach (string name in names)
        {
            string[] expected = ExpectedCodes(name);
            Finding[] found = [.. findings.Where(f => IsIn(f, name))];
            if (!expected.SequenceEqual(Compile.CodesOf(found)))
                wrong.Add($"{name}:\n  {string.Join("\n  ", found.Select(f => f.ToString()).DefaultIfEmpty("accepted"))}");
        }

        wrong.AddRange(findings.Where(f => !names.Any(n => IsIn(f, n))).Select(f => $"outside: {f}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void TheContractsAreSound() => Compile.ExpectNone(Compile.Verify(Contracts.Value, VerificationChecks.All));

    [Fact]
    public void EveryCodeIsShown()
    {
        string all = string.Join('\n', Directory.GetFiles(Folder, "*.cs").Select(File.ReadAllText));
        string[] missing = [.. typeof(OwnershipCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!)
            .Where(c => !all.Contains($"Bad_{c}_", StringComparison.Ordinal))];
        Assert.Empty(missing);
    }

    [Fact]
    public void TheExampleOfTheDocumentIsAccepted()
    {
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "ownership.md"));
        string example = document.Split("```csharp")[1].Split("```")[0];
        byte[] contract = Compile.Library("using Singular.Channels; [Contract(\"d\", 1, 0)] public interface IMovingDisk { void WriteOwned(long at, Owned<byte> data); }", "Acme.Contracts");
        byte[] library = Compile.Library($"using Singular.Channels; using Singular.Contracts; public sealed class Copier(IFileSystem files, IMovingDisk disk) {{ {example} }}", references: contract);
        Compile.ExpectNone(Compile.Verify(library, VerificationChecks.All, contract));
    }

    private static string[] ExpectedCodes(string name) =>
        name.StartsWith("Good_", StringComparison.Ordinal) ? [] : [.. name.Split("_and_").Select(part => part.Replace("Bad_", "").Split('_')[0]).Order(StringComparer.Ordinal)];

    private static string Source(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>A finding belongs to the name of its method, of its type, or of what they were made from.</summary>
    private static bool IsIn(Finding finding, string name) =>
        Regex.IsMatch(finding.Type + "::" + finding.Method, $@"(?<![A-Za-z0-9_]){Regex.Escape(name)}(?![A-Za-z0-9_])");

    [GeneratedRegex(@"\b(Good|Bad)_[A-Za-z]+(_and_[A-Za-z]+)?(_[A-Za-z]+)?")]
    private static partial Regex Promise();
}
