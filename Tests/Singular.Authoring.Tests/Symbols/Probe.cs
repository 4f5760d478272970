using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Singular.Builder.ReEmit;
using Singular.Verifier;

namespace Singular.Authoring.Tests.Symbols;

/// <summary>An assembly compiled for a test: methods of all kinds, each of which throws at a line marked <c>// here: NAME</c>. They throw
/// in calls and by <c>throw</c>: of what the processor finds (null, index) optimised code keeps only roughly where it was.</summary>
internal sealed class Probe : IDisposable
{
    public const string SourceFile = "/_/Acme.Probe/Probe.cs";

    public const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        namespace Acme;

        public static class Cases
        {
            public static void Plain()
            {
                int before = Environment.TickCount;
                if (before != -1)
                    throw new InvalidOperationException(); // here: Plain
            }

            public static void Overload() => Overload("", [1], ref s_used);

            private static void Overload(int unused) => Console.WriteLine(unused);

            private static int s_used;

            private static void Overload(string text, int[] numbers, ref int used)
            {
                used = numbers[0];
                Console.WriteLine(text);
                text.Substring(used); // here: Overload
            }

            public static void Nested() => new Outer.Inner<string>().Fail(new Dictionary<int, string>());

            public static void Lambda()
            {
                int divisor = s_used - s_used;
                Func<int, int> divide = x =>
                    x / divisor; // here: Lambda
                divide(1);
            }

            public static void Iterator() => Numbers().Count();

            private static IEnumerable<int> Numbers()
            {
                yield return 1;
                throw new InvalidOperationException(); // here: Iterator
            }

            public static void Async() => Later().GetAwaiter().GetResult();

            private static async Task Later()
            {
                await Task.Yield();
                Console.WriteLine("");
                int.Parse("x"); // here: Async
            }

            public static void Property() => Console.WriteLine(new Outer().Value);

            public static void Callee()
            {
                Console.WriteLine("");
                List<int> list = [];
                list.RemoveAt(7); // here: Callee
            }
        }

        public class Outer
        {
            public int Value
            {
                get
                {
                    return int.Parse("x"); // here: Property
                }
            }

            public class Inner<T>
            {
                public void Fail<TValue>(Dictionary<int, TValue> map)
                {
                    map.Add(1, default!);
                    map.Add(1, default!); // here: Nested
                }
            }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("singular-symbols-");

    public Probe(OptimizationLevel optimization)
    {
        var compilation = CSharpCompilation.Create(
            "Acme.Probe", [CSharpSyntaxTree.ParseText(Source, path: SourceFile, encoding: Encoding.UTF8)], PlatformReferences().Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: optimization, nullableContextOptions: NullableContextOptions.Enable));
        using FileStream assembly = File.Create(AssemblyFile);
        using FileStream symbols = File.Create(Path.ChangeExtension(AssemblyFile, ".pdb"));
        EmitResult result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    public string Folder => _folder.FullName;

    public string AssemblyFile => Path.Combine(Folder, "Acme.Probe.dll");

    /// <summary>Line of the source that is marked with a name, from 1.</summary>
    public static int Line(string name)
    {
        string[] lines = Source.Split('\n');
        int marked = Array.FindIndex(lines, line => line.Contains($"// here: {name}", StringComparison.Ordinal));
        Assert.True(marked >= 0, $"no line is marked {name}");
        return marked + 1;
    }

    /// <summary>The assembly as an owner's machine writes it anew.</summary>
    public ReEmittedAssembly ReEmit()
    {
        using var references = new ReferenceSet();
        foreach (string path in PlatformReferences())
            references.AddFile(path);
        using AssemblySet model = AssemblySet.Open(File.ReadAllBytes(AssemblyFile), references);
        return Assert.Single(AssemblyReEmitter.ReEmitPackage([model]));
    }

    /// <summary>Runs a method of an assembly file, which throws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Throw(string assembly, string method)
    {
        var context = new AssemblyLoadContext(method, isCollectible: false);
        var run = context.LoadFromAssemblyPath(assembly).GetType("Acme.Cases", throwOnError: true)!.GetMethod(method, System.Type.EmptyTypes)!.CreateDelegate<Action>();
        return Record.Exception(run) ?? throw new InvalidOperationException($"{method} did not throw.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> PlatformReferences() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Microsoft.Win32.Primitives.dll"));
}
