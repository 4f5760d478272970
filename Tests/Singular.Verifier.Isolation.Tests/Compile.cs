using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers;

namespace Singular.Verifier.Isolation.Tests;

/// <summary>Makes assemblies out of C# and verifies them.</summary>
internal static class Compile
{
    private static readonly string Platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly string[] Interface =
        [typeof(ContractAttribute).Assembly.Location, typeof(IClock).Assembly.Location, typeof(DriverAttribute).Assembly.Location];

    private static readonly MetadataReference[] References =
    [
        .. Directory.GetFiles(Platform, "System.*.dll").Concat(Interface).Where(IsManaged).Select(p => MetadataReference.CreateFromFile(p)),
    ];

    private static readonly Lazy<ReferenceSet> Shared = new(() => NewReferences());

    /// <summary>Compiles a library the way the SDK does: optimised, deterministic, nullable on.</summary>
    public static byte[] Library(string source, string name = "Sample", bool allowUnsafe = false, bool optimise = true, params byte[][] references) =>
        Emit(source, name, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: allowUnsafe, deterministic: true,
            optimizationLevel: optimise ? OptimizationLevel.Release : OptimizationLevel.Debug, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Compiles a module without an assembly.</summary>
    public static byte[] NetModule(string source) => Emit(source, "Sample", [], new CSharpCompilationOptions(OutputKind.NetModule));

    private static byte[] Emit(string source, string name, byte[][] references, CSharpCompilationOptions options)
    {
        var compilation = CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;\n" + source, new CSharpParseOptions(LanguageVersion.Latest))],
            [.. References, .. references.Select(r => MetadataReference.CreateFromImage(r))],
            options);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return stream.ToArray();
    }

    public static ReferenceSet NewReferences(params byte[][] more)
    {
        var set = new ReferenceSet();
        set.AddFolder(Platform);
        foreach (string path in Interface)
            set.AddFile(path);
        foreach (byte[] assembly in more)
            set.Add(assembly);
        return set;
    }

    public static IReadOnlyList<Finding> Verify(byte[] assembly, VerificationChecks checks, params byte[][] references)
    {
        var options = new VerifierOptions { Checks = checks };
        if (references.Length > 0)
        {
            using ReferenceSet set = NewReferences(references);
            return AssemblyVerifier.Verify(assembly, set, options).Findings;
        }

        // A set is not for two threads at once, and reading 170 assemblies' names for every test takes most of its time.
        lock (Shared)
            return AssemblyVerifier.Verify(assembly, Shared.Value, options).Findings;
    }

    /// <summary>Codes of the isolation findings of a source, each once, in alphabetical order. Compiled without optimisation, so
    /// that nothing of what the test is about is left out.</summary>
    public static string[] IsolationCodesOf(string source, bool allowUnsafe = false) =>
        CodesOf(Verify(Library(source, allowUnsafe: allowUnsafe, optimise: false), VerificationChecks.Isolation));

    public static string[] CodesOf(IEnumerable<Finding> findings) => [.. findings.Select(f => f.Code).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Fails with the list of findings unless there are none.</summary>
    public static void ExpectNone(IReadOnlyList<Finding> findings) => Assert.True(findings.Count == 0, string.Join('\n', findings));

    private static bool IsManaged(string path)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }
}
