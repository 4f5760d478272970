using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Singular.Channels.Testing.Tests;

/// <summary>The examples of <c>docs/contracts.md</c> compile, and their test passes.</summary>
public sealed partial class DocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("singular-contracts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_example_compiles_and_passes()
    {
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "contracts.md"));
        List<Match> blocks = [.. Fence().Matches(document).Cast<Match>()];
        string[] contract = [.. blocks.Where(block => block.Groups["kind"].Value == "csharp contract").Select(block => block.Groups["body"].Value)];
        string[] others = [.. blocks.Where(block => block.Groups["kind"].Value == "csharp").Select(block => block.Groups["body"].Value)];
        Assert.Single(contract);
        Assert.Equal(3, others.Length);

        string contracts = Compile("Acme.Contracts", contract, []);
        Assembly loaded = AssemblyLoadContext.Default.LoadFromAssemblyPath(contracts);
        string tests = Compile("Acme.Sensors.Tests", others, [contracts]);
        Type test = AssemblyLoadContext.Default.LoadFromAssemblyPath(tests).GetType("Acme.Sensors.Tests.SensorTests", throwOnError: true)!;
        test.GetMethod("The_sensors_keep_their_contract")!.Invoke(Activator.CreateInstance(test), null);
        Assert.NotNull(loaded.GetType("Acme.Contracts.ISensor"));
    }

    private string Compile(string name, IEnumerable<string> sources, IEnumerable<string> more)
    {
        // What the kit is compiled against, and the platform's implementation.
        IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Concat(more);
        var compilation = CSharpCompilation.Create(
            name, sources.Select(source => CSharpSyntaxTree.ParseText(source)), references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        string file = Path.Combine(_folder, name + ".dll");
        var result = compilation.Emit(file);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return file;
    }

    [GeneratedRegex("^```(?<kind>[a-z ]+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
