namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>Drivers and clients that are wrong in one way each: what of it the verifier finds in their IL.</summary>
public sealed class WrongUseTests
{
    private const string Accepted = "accepted";
    private const string Nothing = "nothing";
    private const string CompilerError = "a compiler error";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "WrongUse");

    private static readonly Lazy<byte[]> Contracts = new(() => Compile.Library(File.ReadAllText(Path.Combine(Folder, "Contracts.cs")), "WrongUse.Contracts"));

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Folder, p)).Where(p => p != "Contracts.cs").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void TheStaticCheckFindsWhatTheFirstLineSays(string file)
    {
        string source = File.ReadAllText(Path.Combine(Folder, file));
        string promise = Promise(source);
        if (promise == CompilerError)
        {
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Compile.Library(source, references: Contracts.Value));
            return;
        }

        string[] expected = promise is Accepted or Nothing ? [] : [promise];
        foreach (bool optimise in (bool[])[true, false])
        {
            IReadOnlyList<Finding> findings = Compile.Verify(Compile.Library(source, optimise: optimise, references: Contracts.Value), VerificationChecks.All, Contracts.Value);
            Assert.True(expected.SequenceEqual(Compile.CodesOf(findings)), findings.Count == 0 ? "accepted" : string.Join('\n', findings));
        }
    }

    [Fact]
    public void TheContractsAreSound() => Compile.ExpectNone(Compile.Verify(Contracts.Value, VerificationChecks.All));

    private static string Promise(string source) => source.Split('\n')[0].Replace("// static: ", "", StringComparison.Ordinal).Trim();
}
