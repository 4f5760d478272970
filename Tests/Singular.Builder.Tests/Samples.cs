using Mono.Cecil;
using Singular.Builder.Compile;
using Singular.Builder.ReEmit;
using Singular.Verifier;

namespace Singular.Builder.Tests;

/// <summary>Assemblies to work on, and the platform that they refer to.</summary>
internal static class Samples
{
    internal static string ProgramPath => System.IO.Path.Combine(AppContext.BaseDirectory, "Singular.Builder.Program.dll");

    internal static string NativeSource => System.IO.Path.Combine(AppContext.BaseDirectory, "native.S");

    internal static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Singular.Builder.Samples.dll");

    /// <summary>The platform library that images are compiled against.</summary>
    internal static ReferenceSet Platform()
    {
        Toolchain toolchain = Toolchain.Locate();
        var references = new ReferenceSet();
        references.AddFolder(toolchain.RuntimeFolder);
        references.AddFolder(toolchain.FrameworkFolder);
        return references;
    }

    internal static ReEmittedAssembly ReEmit(byte[] assembly)
    {
        using ReferenceSet references = Platform();
        using AssemblySet set = AssemblySet.Open(assembly, references);
        return AssemblyReEmitter.ReEmitPackage([set]).Single();
    }

    /// <summary>The sample assembly after a change to its model, as an attacker's tool would write it.</summary>
    internal static byte[] Changed(Action<ModuleDefinition> change) => Changed(Path, change);

    internal static byte[] Changed(string path, Action<ModuleDefinition> change)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path);
        change(assembly.MainModule);
        using var stream = new MemoryStream();
        assembly.Write(stream);
        return stream.ToArray();
    }
}
