using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Singular.Drivers.Analyzers;
using Singular.Verifier.Reports;

namespace Singular.Authoring.Tests.Analyzers;

/// <summary>Each rule finds what breaks it and leaves its nearest valid neighbour alone.</summary>
public sealed class AnalyzerTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers =
        [new UnsafeCodeAnalyzer(), new SharedStateAnalyzer(), new SharedThreadAnalyzer(), new LockAnalyzer()];

    [Theory]
    [InlineData("unsafe void M(int* p) { }", "IsolationPointer")]
    [InlineData("void M() { unsafe { int x = 0; int* p = &x; } }", "IsolationPointer")]
    [InlineData("""[System.Runtime.InteropServices.DllImport("c")] static extern int getpid();""", "IsolationPInvoke")]
    [InlineData("~C() { }", "IsolationFinalizer")]
    [InlineData("async void M() { await System.Threading.Tasks.Task.Yield(); }", "IsolationAsyncVoid")]
    [InlineData("void M() { System.Action a = async () => await System.Threading.Tasks.Task.Yield(); }", "IsolationAsyncVoid")]
    [InlineData("void M() { async void F() => await System.Threading.Tasks.Task.Yield(); F(); }", "IsolationAsyncVoid")]
    [InlineData("static int s_count;", "IsolationMutableStatic")]
    [InlineData("static readonly byte[] s_table = [1, 2];", "IsolationMutableStatic")]
    [InlineData("static readonly System.Collections.Generic.List<int> s_list = [];", "IsolationMutableStatic")]
    [InlineData("static readonly object s_gate = new();", "IsolationMutableStatic")]
    [InlineData("static int Count { get; set; }", "IsolationMutableStatic")]
    [InlineData("static event System.Action? Changed;", "IsolationMutableStatic")]
    [InlineData("[System.ThreadStatic] static readonly int s_own;", "IsolationPowerAttribute")]
    [InlineData("void M(string s) { lock (s) { } }", "IsolationLock")]
    [InlineData("void M() { lock (typeof(C)) { } }", "IsolationLock")]
    public async Task What_breaks_a_rule_is_found(string member, string code)
    {
        Diagnostic finding = Assert.Single(await FindingsAsync(member));
        Assert.Equal(code, finding.Id);
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
        Assert.True(finding.Location.IsInSource);
    }

    [Theory]
    [InlineData("void M(System.Span<int> p) { }")]
    [InlineData("int _count;")]
    [InlineData("const int Count = 3;")]
    [InlineData("static readonly int s_count = 3;")]
    [InlineData("static readonly string s_name = \"x\";")]
    [InlineData("static System.ReadOnlySpan<byte> Table => [1, 2];")]
    [InlineData("static int Count { get; } = 3;")]
    [InlineData("static int Twice(int x) => 2 * x;")]
    [InlineData("async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); }")]
    [InlineData("void M() { System.Func<System.Threading.Tasks.Task> f = async () => await System.Threading.Tasks.Task.Yield(); }")]
    [InlineData("readonly System.Threading.Lock _gate = new(); void M() { lock (_gate) { } }")]
    [InlineData("void M() { lock (this) { } }")]
    [InlineData("event System.Action? Changed;")]
    public async Task What_keeps_the_rules_is_left_alone(string member) => Assert.Empty(await FindingsAsync(member));

    [Fact]
    public void Every_code_is_one_of_the_verifiers() => Assert.All(
        s_analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics),
        rule => Assert.NotNull(CodeCatalogue.Find(rule.Id)));

    private static async Task<ImmutableArray<Diagnostic>> FindingsAsync(string member)
    {
        var compilation = CSharpCompilation.Create("Acme.Probe", [CSharpSyntaxTree.ParseText($"#nullable enable\nclass C\n{{\n    {member}\n}}\n")],
            References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return await compilation.WithAnalyzers(s_analyzers).GetAnalyzerDiagnosticsAsync();
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path));
}
