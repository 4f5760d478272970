using Mono.Cecil;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>What weaving and inputs have to know of a type beyond its reference.</summary>
internal static class TypeFacts
{
    private const int LongestChain = 32;

    /// <summary>The definition, or null for arrays, variables and what is not there.</summary>
    public static TypeDefinition? Definition(TypeReference type)
    {
        if (type is GenericParameter || (type is TypeSpecification and not GenericInstanceType))
            return null;
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    public static bool IsValueType(TypeReference type) =>
        type.IsValueType || type.IsPrimitive || (type is not (ArrayType or GenericParameter or ByReferenceType or PointerType) && Definition(type) is { IsValueType: true });

    public static bool IsByRefLike(TypeReference type) =>
        type is GenericParameter variable
            ? (((int)variable.Attributes) & 0x20) != 0
            : Definition(type) is { } definition && IsValueType(type) && definition.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsByRefLikeAttribute");

    /// <summary>The type itself, its bases and all their interfaces, with arguments filled in.</summary>
    public static IEnumerable<TypeReference> Ancestors(TypeReference type)
    {
        TypeReference? current = type;
        for (int step = 0; current is not null && step < LongestChain; step++)
        {
            yield return current;
            TypeDefinition? definition = Definition(current);
            if (definition is null)
                yield break;
            IList<TypeReference>? arguments = (current as GenericInstanceType)?.GenericArguments;
            foreach (InterfaceImplementation implementation in definition.Interfaces)
            {
                foreach (TypeReference ancestor in InterfacesOf(Signatures.Substitute(implementation.InterfaceType, arguments, null), LongestChain))
                    yield return ancestor;
            }
            current = definition.BaseType is { } parent ? Signatures.Substitute(parent, arguments, null) : null;
        }
    }

    private static IEnumerable<TypeReference> InterfacesOf(TypeReference type, int stepsLeft)
    {
        yield return type;
        if (stepsLeft == 0 || Definition(type) is not { } definition)
            yield break;
        IList<TypeReference>? arguments = (type as GenericInstanceType)?.GenericArguments;
        foreach (InterfaceImplementation implementation in definition.Interfaces)
        {
            foreach (TypeReference ancestor in InterfacesOf(Signatures.Substitute(implementation.InterfaceType, arguments, null), stepsLeft - 1))
                yield return ancestor;
        }
    }

    /// <summary>True when the type is, derives from or implements the other, both without open variables.</summary>
    public static bool Is(TypeReference type, TypeReference ancestor) =>
        ancestor.MetadataType == MetadataType.Object ? !IsByRefLike(type) : Ancestors(type).Any(candidate => candidate.FullName == ancestor.FullName);

    public static bool HasOpenVariables(TypeReference type) => type.ContainsGenericParameter || type is GenericParameter;
}
