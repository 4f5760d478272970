using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Contract assemblies that ride in packages. Drivers that speak such a contract with each other carry the same assembly.</summary>
public static class ContractAssemblies
{
    private const string ContractAttribute = "Singular.Channels.ContractAttribute";
    private const string DriverAttribute = "Singular.Drivers.DriverAttribute";

    /// <summary>The contracts that an assembly declares, by name and major version; empty for one that is no contract assembly: a driver
    /// or a library.</summary>
    /// <param name="assembly">An assembly that was written anew, which is to say one that can be read.</param>
    public static IReadOnlyList<(string Name, int Major)> DeclaredIn(ReadOnlyMemory<byte> assembly)
    {
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.ToArray(), writable: false), new ReaderParameters(ReadingMode.Deferred));
        if (definition.MainModule.Types.Any(type => AttributeReading.Has(type, DriverAttribute)))
            return [];
        return [.. definition.MainModule.Types.Where(type => type.IsInterface)
            .Select(type => AttributeReading.Find(type, ContractAttribute)).OfType<CustomAttribute>()
            .Select(attribute => (AttributeReading.Argument<string>(attribute, 0) ?? "", AttributeReading.Int32(attribute, 1) ?? 0))];
    }
}
