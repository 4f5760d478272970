using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Tells of which types every pattern of bytes is a value: numbers, enums, and structs of the package that hold nothing else.</summary>
internal sealed class NumberTypes(AssemblySet assemblies)
{
    /// <summary>Structs in structs; a driver's wire formats have two or three levels.</summary>
    private const int Depth = 8;

    private readonly Dictionary<TypeDefinition, bool> _known = [];

    public bool IsMadeOfNumbers(TypeReference type) => Test(type, 0);

    private bool Test(TypeReference type, int depth)
    {
        if (type.IsPrimitive)
            return type.MetadataType is not (MetadataType.Boolean or MetadataType.IntPtr or MetadataType.UIntPtr);
        if (type is TypeSpecification or GenericParameter || assemblies.FindType(type) is not { IsValueType: true } definition)
            return false;
        if (definition.IsEnum)
            return true;
        if (definition.Module != assemblies.Module || definition.HasGenericParameters || depth >= Depth)
            return false;
        if (!_known.TryGetValue(definition, out bool isMade))
            _known[definition] = isMade = definition.Fields.Any(f => !f.IsStatic) && definition.Fields.All(f => f.IsStatic || Test(f.FieldType, depth + 1));
        return isMade;
    }
}
