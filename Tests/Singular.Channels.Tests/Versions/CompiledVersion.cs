using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Singular.Builder;
using Singular.Builder.Generate.Binding;
using Singular.Builder.ReEmit;
using Singular.Channels.Samples;
using Singular.Manifests;

namespace Singular.Channels.Tests.Versions;

/// <summary>Compiles against the contract as it was, and binds to the contract as it is.</summary>
internal static class CompiledVersion
{
    private static readonly string s_platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly MetadataReference[] s_references =
    [
        .. new[] { "System.Runtime.dll", "System.Private.CoreLib.dll" }.Select(file => MetadataReference.CreateFromFile(Path.Combine(s_platform, file))),
        MetadataReference.CreateFromFile(typeof(Done).Assembly.Location),
    ];

    /// <summary>The newest contract assembly.</summary>
    internal static AssemblyFile Newest { get; } = GeneratedCode.FileOf(typeof(IGrowing).Assembly);

    /// <summary>The contract assembly of a minor version.</summary>
    internal static byte[] Contract(int minor) => Compile(Newest.Name, EarlierVersions.Contract(minor));

    /// <summary>A package's assembly, compiled against the contract of a minor version.</summary>
    internal static byte[] Against(int minor, string source, string name) => Compile(name, source, MetadataReference.CreateFromImage(Contract(minor)));

    /// <summary>The form in which it goes into an image.</summary>
    internal static ReEmittedAssembly Bind(byte[] assembly, int minor)
    {
        ReEmittedAssembly stored = ReEmittedAssembly.FromStore("Server", assembly);
        return ContractBinder.Bind([stored], [Newest], new ContractReference("sample.growing", 1, minor, new string('0', 64)))[0];
    }

    /// <summary>An instance of the class <c>Server</c> of a bound assembly.</summary>
    internal static object Create(ReEmittedAssembly bound) =>
        Activator.CreateInstance(Assembly.Load(bound.Bytes.ToArray()).GetType("Server", throwOnError: true)!)!;

    private static byte[] Compile(string name, string source, params MetadataReference[] more)
    {
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], [.. s_references, .. more],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return stream.ToArray();
    }
}
