using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Singular.Builder.Compile;

namespace Singular.CommandLine.Tests.Running;

/// <summary>Compiles and packs drivers of a vendor who means no good.</summary>
internal static class DriverPackages
{
    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. Directory.GetFiles(Toolchain.Locate().FrameworkFolder, "System.*.dll")
            .Concat(new[] { "Singular.Channels", "Singular.Contracts", "Singular.Drivers.Sdk" }.Select(name => Path.Combine(Command.Checkout, "artifacts", "system", name + ".dll")))
            .Append(Path.Combine(Toolchain.Locate().RuntimeFolder, "System.Private.CoreLib.dll"))
            .Where(File.Exists).Where(IsManaged).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Compiles a driver and packs it, unsigned.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="id">Name of the assembly and of the package.</param>
    /// <param name="source">C#.</param>
    /// <param name="allowUnsafe">The source has unsafe code.</param>
    /// <param name="dependencies">Assemblies that ride in the package.</param>
    /// <returns>The package's path.</returns>
    public static string Pack(string folder, string id, string source, bool allowUnsafe = false, params string[] dependencies)
    {
        string assembly = Compile(folder, id, source, allowUnsafe, dependencies);
        Command.Run(["pack", assembly, "--output", folder, .. dependencies.SelectMany(path => new[] { "--with", path })]).Expect(0);
        return Directory.GetFiles(folder, $"{id}.*.nupkg").Single();
    }

    /// <summary>Compiles an assembly.</summary>
    /// <returns>Its path.</returns>
    public static string Compile(string folder, string id, string source, bool allowUnsafe = false, params string[] dependencies)
    {
        string assembly = Path.Combine(folder, id + ".dll");
        Directory.CreateDirectory(folder);
        CSharpCompilation compilation = CSharpCompilation.Create(
            id, [CSharpSyntaxTree.ParseText(Preamble + source)], [.. References.Value, .. dependencies.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: allowUnsafe, deterministic: true, optimizationLevel: OptimizationLevel.Release));
        using (FileStream file = File.Create(assembly))
        {
            var result = compilation.Emit(file);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        }
        return assembly;
    }

    private const string Preamble =
        """
        using System; using System.Runtime.InteropServices; using Singular.Channels; using Singular.Contracts; using Singular.Drivers;
        [assembly: System.Reflection.AssemblyInformationalVersion("1.0.0")]

        """;

    private static bool IsManaged(string path)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }
}
