using Mono.Cecil;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>Folders with the contracts of a later system: today's, changed.</summary>
internal static class GrownContracts
{
    /// <summary>Writes a folder with <c>Singular.Channels</c>, the SDK and the changed contracts.</summary>
    public static string Write(string folder, Action<ModuleDefinition> change)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in new[] { "Singular.Channels.dll", "Singular.Drivers.Sdk.dll" })
            File.Copy(Path.Combine(Samples.ContractFolder, file), Path.Combine(folder, file));
        using AssemblyFolders folders = DriverAssembly.Folders();
        using AssemblyDefinition contracts = AssemblyDefinition.ReadAssembly(typeof(IClock).Assembly.Location, new ReaderParameters { AssemblyResolver = folders });
        change(contracts.MainModule);
        contracts.Write(Path.Combine(folder, "Singular.Contracts.dll"));
        return folder;
    }

    /// <summary>Adds a member to the clock in the next minor version.</summary>
    public static void AddMember(ModuleDefinition contracts)
    {
        TypeDefinition clock = contracts.GetType(typeof(IClock).FullName);
        SetVersion(clock, 1, 1);
        var member = new MethodDefinition("Zone",
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual | MethodAttributes.Abstract, contracts.TypeSystem.Int32);
        var since = new CustomAttribute(contracts.ImportReference(typeof(SinceAttribute).GetConstructor([typeof(int)])));
        since.ConstructorArguments.Add(new CustomAttributeArgument(contracts.TypeSystem.Int32, 1));
        member.CustomAttributes.Add(since);
        clock.Methods.Add(member);
    }

    public static void SetVersion(TypeDefinition contract, int major, int minor)
    {
        CustomAttribute attribute = contract.CustomAttributes.Single(item => item.AttributeType.Name == nameof(ContractAttribute));
        attribute.ConstructorArguments[1] = new CustomAttributeArgument(attribute.ConstructorArguments[1].Type, major);
        attribute.ConstructorArguments[2] = new CustomAttributeArgument(attribute.ConstructorArguments[2].Type, minor);
    }
}
