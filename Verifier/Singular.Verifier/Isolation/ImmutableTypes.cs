using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Tells which types hold values that cannot change once made: numbers, strings, a few platform types, and the package's
/// own structs and sealed classes whose fields are read-only and immutable in turn.</summary>
internal sealed class ImmutableTypes(AssemblyOrigin origin, AssemblySet assemblies)
{
    private static readonly HashSet<string> Platform = new(StringComparer.Ordinal)
    {
        "System.String", "System.Decimal", "System.TimeSpan", "System.DateTime", "System.DateOnly", "System.TimeOnly", "System.Guid",
        "System.Index", "System.Range", "System.Text.Rune", "System.Text.Encoding", "System.Type", "System.IntPtr", "System.UIntPtr",
        "System.Buffers.SearchValues`1",
    };

    private static readonly HashSet<string> PlatformOfParts = new(StringComparer.Ordinal)
    {
        "System.Nullable`1", "System.ValueTuple`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4",
        "System.ValueTuple`5", "System.ValueTuple`6", "System.ValueTuple`7", "System.Collections.Generic.KeyValuePair`2",
    };

    private readonly HashSet<TypeDefinition> _visiting = [];

    public bool IsImmutable(TypeReference type)
    {
        _visiting.Clear();
        return Test(type);
    }

    private bool Test(TypeReference type)
    {
        if (type.IsPrimitive)
            return true;
        if (type is GenericParameter or ArrayType or PointerType or ByReferenceType or FunctionPointerType)
            return false;
        TypeReference element = type.GetElementType();
        if (origin.Of(type) == Origin.Platform)
        {
            if (Platform.Contains(element.FullName) || assemblies.FindType(element) is { IsEnum: true })
                return true;
            return PlatformOfParts.Contains(element.FullName) && ((GenericInstanceType)type).GenericArguments.All(Test);
        }

        return assemblies.FindType(element) is { } definition && Test(definition) && (type as GenericInstanceType)?.GenericArguments.All(Test) != false;
    }

    private bool Test(TypeDefinition type)
    {
        // A type that contains itself is immutable if everything else in it is: one false answer makes the whole answer false.
        if (!_visiting.Add(type) || type.IsEnum)
            return true;
        return !type.IsInterface && (type.IsValueType || type.IsSealed && !IsDelegate(type)) && HasImmutableBase(type)
            && type.Fields.All(f => f.IsStatic || IsReadOnlyPart(type, f));
    }

    /// <summary>A field of a struct need not be read-only itself: the whole struct lies in a read-only field.</summary>
    private bool IsReadOnlyPart(TypeDefinition type, FieldDefinition field) =>
        (field.IsInitOnly || type.IsValueType) && (field.FieldType is GenericParameter || Test(field.FieldType));

    private bool HasImmutableBase(TypeDefinition type)
    {
        if (type.IsValueType || type.BaseType is null || type.BaseType.FullName == "System.Object")
            return true;
        return type.BaseType.GetElementType() is TypeDefinition parent && parent.Fields.All(f => f.IsStatic || IsReadOnlyPart(parent, f)) && HasImmutableBase(parent);
    }

    private static bool IsDelegate(TypeDefinition type) => type.BaseType?.FullName == "System.MulticastDelegate";
}
