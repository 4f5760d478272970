using Mono.Cecil;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.CommandLine.OwnerTests;

/// <summary>The contracts of a later system: every one of today's has a member more.</summary>
internal static class GrownContracts
{
    /// <summary>File name of the assembly.</summary>
    public static string Name => Path.GetFileName(typeof(IClock).Assembly.Location);

    /// <summary>Makes the assembly.</summary>
    public static byte[] Make()
    {
        using AssemblyDefinition contracts = AssemblyDefinition.ReadAssembly(typeof(IClock).Assembly.Location);
        foreach (TypeDefinition contract in contracts.MainModule.Types.Where(type => type.IsInterface))
            Grow(contract);
        using var stream = new MemoryStream();
        contracts.Write(stream);
        return stream.ToArray();
    }

    private static void Grow(TypeDefinition contract)
    {
        ModuleDefinition module = contract.Module;
        CustomAttribute version = contract.CustomAttributes.Single(item => item.AttributeType.Name == nameof(ContractAttribute));
        int minor = (int)version.ConstructorArguments[2].Value + 1;
        version.ConstructorArguments[2] = new CustomAttributeArgument(module.TypeSystem.Int32, minor);
        var member = new MethodDefinition("Later",
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual | MethodAttributes.Abstract, module.TypeSystem.Int32);
        member.Parameters.Add(new ParameterDefinition("value", ParameterAttributes.None, module.TypeSystem.Int64));
        var since = new CustomAttribute(module.ImportReference(typeof(SinceAttribute).GetConstructor([typeof(int)])));
        since.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.Int32, minor));
        member.CustomAttributes.Add(since);
        contract.Methods.Add(member);
    }
}
