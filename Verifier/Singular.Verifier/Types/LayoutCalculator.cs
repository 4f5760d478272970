using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>Sizes of value types on the 64-bit target, as upper bounds where layout is the runtime's choice.</summary>
internal sealed class LayoutCalculator(TypeUniverse universe)
{
    private const int PointerSize = 8;
    private const int NestingLimit = 100;

    private readonly Dictionary<IlType, long> _sizes = [];
    private readonly Dictionary<IlType, bool> _references = [];

    /// <summary>Exact size of a primitive or of an enum in bytes; 0 for every other type.</summary>
    public static int SizeOfPrimitive(IlType type)
    {
        if (type is not DefinedType defined)
            return 0;
        if (defined.Info.IsEnum)
            defined = defined.Info.EnumUnderlying() ?? defined;
        return defined.Primitive switch
        {
            PrimitiveKind.Boolean or PrimitiveKind.SByte or PrimitiveKind.Byte => 1,
            PrimitiveKind.Char or PrimitiveKind.Int16 or PrimitiveKind.UInt16 => 2,
            PrimitiveKind.Int32 or PrimitiveKind.UInt32 or PrimitiveKind.Single => 4,
            PrimitiveKind.Int64 or PrimitiveKind.UInt64 or PrimitiveKind.Double or PrimitiveKind.IntPtr or PrimitiveKind.UIntPtr => 8,
            _ => 0,
        };
    }

    /// <summary>Bytes of initial data that a field of this type covers: a primitive's size or the size in the type's layout; 0 when unknown.</summary>
    public static long SizeOfData(IlType type) =>
        SizeOfPrimitive(type) is var size and not 0 ? size
        : type is DefinedType { Info: { IsValueType: true, Definition: { HasLayoutInfo: true, ClassSize: > 0 and var declared } } } ? declared
        : 0;

    /// <summary>An upper bound of the type's size in bytes; saturates far above every limit, so that a cyclic or huge type is seen as huge.</summary>
    public long UpperBound(IlType type) => UpperBound(type, 0);

    private long UpperBound(IlType type, int depth)
    {
        const long huge = long.MaxValue / 4;
        if (type is not DefinedType { Info.IsValueType: true } defined)
            return PointerSize;
        if (SizeOfPrimitive(type) is var primitive and not 0)
            return primitive;
        if (depth > NestingLimit)
            return huge;
        if (_sizes.TryGetValue(type, out var known))
            return known;
        long sum = 0;
        foreach (var field in defined.Info.Definition.Fields)
        {
            if (field.IsStatic)
                continue;
            var fieldType = universe.Substitute(universe.Convert(field.FieldType).Unmodified, defined.Arguments, []);
            // Alignment adds at most a pointer's size minus one per field.
            sum = Math.Min(huge, sum + UpperBound(fieldType, depth + 1) + PointerSize);
            // Nothing can make it smaller again; going on would visit a cycle once per path.
            if (sum >= huge)
                break;
        }
        var definition = defined.Info.Definition;
        if (definition.HasLayoutInfo && definition.ClassSize > 0)
            sum = Math.Max(sum, definition.ClassSize);
        sum = Math.Min(huge, sum * Math.Max(1, InlineArrayLength(definition)));
        if (depth == 0 || sum < huge)
            _sizes[type] = sum;
        return sum;
    }

    /// <summary>Number of elements of an inline array, 0 for other types, -1 when the attribute is malformed.</summary>
    public static long InlineArrayLength(TypeDefinition type)
    {
        if (!type.HasCustomAttributes)
            return 0;
        foreach (var attribute in type.CustomAttributes)
        {
            if (attribute.AttributeType is { Name: "InlineArrayAttribute", Namespace: "System.Runtime.CompilerServices" })
                return attribute is { HasConstructorArguments: true } && attribute.ConstructorArguments[0].Value is int length and > 0 ? length : -1;
        }
        return 0;
    }

    /// <summary>True when values of the type contain an object reference or may contain one.</summary>
    public bool MayContainReferences(IlType type) => MayContainReferences(type, 0);

    private bool MayContainReferences(IlType type, int depth)
    {
        if (SizeOfPrimitive(type) != 0 || type is UnmanagedPointerType or MethodPointerType)
            return false;
        if (type is not DefinedType { Info.IsValueType: true } defined || depth > NestingLimit)
            return true;
        if (_references.TryGetValue(type, out var known))
            return known;
        var found = false;
        foreach (var field in defined.Info.Definition.Fields)
        {
            if (!field.IsStatic
                && MayContainReferences(universe.Substitute(universe.Convert(field.FieldType).Unmodified, defined.Arguments, []), depth + 1))
            {
                found = true;
                break;
            }
        }
        _references[type] = found;
        return found;
    }
}
