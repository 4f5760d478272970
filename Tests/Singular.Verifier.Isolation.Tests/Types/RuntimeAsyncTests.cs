using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Singular.Verifier.Isolation.Tests.Types;

/// <summary>Runtime-async, as the C# compiler emits it: accepted where the target has it, refused where the pinned compiler gets it.</summary>
public class RuntimeAsyncTests
{
    private const int Async = 0x2000;

    private const string Source = """
        #pragma warning disable SYSLIB5007
        using System.Threading.Tasks;
        public static class Sample
        {
            public static async Task<int> Sum(Task<int> left, Task right)
            {
                await right;
                return await left + 1;
            }

            public static async Task Nothing() => await Task.Yield();
        }
        """;

    [Fact]
    public void ATargetThatHasItAcceptsIt() => Compile.ExpectNone(Verify(new VerifierOptions { Checks = VerificationChecks.Types, Features = TargetFeatures.RuntimeAsync }));

    [Fact]
    public void ATargetWithoutItRefusesIt() =>
        Assert.Equal(["TypesRuntimeAsync", "TypesRuntimeAsync"], Verify(new VerifierOptions { Checks = VerificationChecks.Types }).Select(f => f.Code));

    /// <summary>The install path verifies with the options as they are made.</summary>
    [Fact]
    public void TheInstallPathRefusesIt() => Assert.Contains(Verify(new VerifierOptions()), f => f.Code == "TypesRuntimeAsync");

    private static IReadOnlyList<Finding> Verify(VerifierOptions options)
    {
        byte[] image = Emit();
        using (var module = Mono.Cecil.ModuleDefinition.ReadModule(new MemoryStream(image)))
            Assert.Equal(2, module.GetType("Sample").Methods.Count(m => ((int)m.ImplAttributes & Async) != 0));
        using ReferenceSet references = Compile.NewReferences();
        return AssemblyVerifier.Verify(image, references, options).Findings;
    }

    private static byte[] Emit()
    {
        string platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var parse = new CSharpParseOptions(LanguageVersion.Preview).WithFeatures([new("runtime-async", "on")]);
        var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(Source, parse)],
            new[] { "System.Private.CoreLib.dll", "System.Runtime.dll" }.Select(name => MetadataReference.CreateFromFile(Path.Combine(platform, name))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }
}
