using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation.Tests.Isolation;

/// <summary>Assemblies that no C# compiler writes: compiled ones with a change made by Cecil.</summary>
internal static class Patched
{
    public static byte[] WithResource(byte[] assembly, string name, byte[] content) =>
        Edit(assembly, module => module.Resources.Add(new EmbeddedResource(name, ManifestResourceAttributes.Public, content)));

    /// <summary>Replaces the body of C.M.</summary>
    public static byte[] WithBody(byte[] assembly, Action<ModuleDefinition, MethodDefinition, ILProcessor> write) => Edit(assembly, module =>
    {
        MethodDefinition method = module.GetType("C").Methods.Single(m => m.Name == "M");
        method.Body = new MethodBody(method) { InitLocals = true };
        write(module, method, method.Body.GetILProcessor());
    });

    public static byte[] Edit(byte[] assembly, Action<ModuleDefinition> change)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(assembly));
        change(module);
        using var stream = new MemoryStream();
        module.Write(stream);
        return stream.ToArray();
    }
}
