using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Execution;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle.Tests;

/// <summary>Makes files of one static method, sound or not, as if they were accepted mutants.</summary>
internal static class PlantedMethod
{
    public static ExecutionUnit File(long number, Func<ModuleDefinition, (TypeReference Result, TypeReference[] Parameters)> signature, Action<ILProcessor, MethodDefinition> code)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("Planted", new Version(1, 0)), "Planted", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        module.AssemblyReferences.Add(new AssemblyNameReference("System.Runtime", new Version(9, 0)) { PublicKeyToken = [0xB0, 0x3F, 0x5F, 0x7F, 0x11, 0xD5, 0x0A, 0x3A] });
        var type = new TypeDefinition("", "Home", TypeAttributes.Public, module.TypeSystem.Object);
        module.Types.Add(type);
        (TypeReference result, TypeReference[] parameters) = signature(module);
        var method = new MethodDefinition("Planted", MethodAttributes.Public | MethodAttributes.Static, result);
        foreach (TypeReference parameter in parameters)
            method.Parameters.Add(new ParameterDefinition(parameter));
        type.Methods.Add(method);
        method.Body.InitLocals = true;
        code(method.Body.GetILProcessor(), method);
        using var file = new MemoryStream();
        module.Write(file);
        return new ExecutionUnit(number, "Planted", MutantKind.Body, file.ToArray(), [method.MetadataToken.ToUInt32()], "planted");
    }
}
