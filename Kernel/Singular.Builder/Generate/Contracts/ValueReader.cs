using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>Finds out how a type crosses a channel, or that it cannot.</summary>
internal sealed class ValueReader(AssemblyMap assemblies)
{
    private const string Allowed =
        "a primitive, decimal, DateTime, an enum, a string, an [Exchangeable] positional readonly record struct, or Result<T, TError> of such";

    // Recursion is bounded by the nesting of types: a struct cannot contain itself, and the number of levels is capped.
    private const int MaxNesting = 16;

    internal ValueShape Read(TypeReference type, MemberPlace place, int nesting = 0)
    {
        if (nesting > MaxNesting)
            throw place.Refuse($"structs nested more than {MaxNesting} deep", Allowed);
        if (Primitive(type) is { } primitive)
            return primitive;
        if (type.FullName == "System.String")
            return new StringShape(type);
        if (IsBuffer(type))
            throw place.Refuse("a buffer inside a struct, or as an error", "a buffer as a parameter, as the result, or as the value of Result<T, TError>");
        if (type is GenericInstanceType)
            throw place.Refuse($"the type {type.FullName}", Allowed);
        if (assemblies.Find(type) is not { } definition)
            throw place.Refuse($"the type {type.FullName}", Allowed);
        if (definition.IsEnum)
            return ReadEnum(type, definition, place);
        if (definition.IsValueType && AttributeReading.Has(definition, "Exchangeable"))
            return ReadStruct(type, definition, place, nesting);
        throw place.Refuse($"the type {type.FullName}", Allowed);
    }

    /// <summary>A buffer that moves; null for every other type.</summary>
    internal static BufferShape? ReadBuffer(TypeReference type, MemberPlace place)
    {
        if (!IsBuffer(type))
            return null;
        var instance = (GenericInstanceType)type;
        return Primitive(instance.GenericArguments[0]) is { NeedsNormalising: false, HasRule: false } element
            ? new BufferShape(instance, element)
            : throw place.Refuse($"a buffer of {instance.GenericArguments[0].FullName}", "a buffer of integers, characters or floating-point numbers");
    }

    /// <summary>What a member gives back: a value, an endpoint, a buffer, or a result of one of them.</summary>
    internal ValueShape ReadResult(TypeReference type, MemberPlace place)
    {
        if (type is GenericInstanceType { ElementType.FullName: "Singular.Channels.Result`2" } result)
        {
            ValueShape error = Read(result.GenericArguments[1], place);
            if (error is StringShape)
                throw place.Refuse("a string as an error", "an enum or an exchangeable struct as an error");
            return new ResultShape(result, ReadWhole(result.GenericArguments[0], place) ?? Read(result.GenericArguments[0], place), error);
        }
        return ReadWhole(type, place) ?? Read(type, place);
    }

    internal static PrimitiveShape? Primitive(TypeReference type) => type.FullName switch
    {
        "System.Boolean" => new PrimitiveShape(type, "Boolean", 1),
        "System.Byte" => new PrimitiveShape(type, "Byte", 1),
        "System.SByte" => new PrimitiveShape(type, "Byte", 1),
        "System.Char" => new PrimitiveShape(type, "UInt16", 2),
        "System.Int16" => new PrimitiveShape(type, "UInt16", 2),
        "System.UInt16" => new PrimitiveShape(type, "UInt16", 2),
        "System.Int32" => new PrimitiveShape(type, "UInt32", 4),
        "System.UInt32" => new PrimitiveShape(type, "UInt32", 4),
        "System.Int64" => new PrimitiveShape(type, "UInt64", 8),
        "System.UInt64" => new PrimitiveShape(type, "UInt64", 8),
        "System.Single" => new PrimitiveShape(type, "Single", 4),
        "System.Double" => new PrimitiveShape(type, "Double", 8),
        "System.Decimal" => new PrimitiveShape(type, "Decimal", 16),
        "System.DateTime" => new PrimitiveShape(type, "DateTime", 8),
        _ => null,
    };

    private static bool IsBuffer(TypeReference type) => type is GenericInstanceType { ElementType.FullName: "Singular.Channels.Owned`1" };

    /// <summary>What is handed over as a whole and never inside a struct.</summary>
    private ValueShape? ReadWhole(TypeReference type, MemberPlace place) => ReadEndpoint(type) ?? (ValueShape?)ReadBuffer(type, place);

    /// <summary>A contract's interface; null for every other type.</summary>
    internal EndpointShape? ReadEndpoint(TypeReference type) =>
        type is not GenericInstanceType && assemblies.Find(type) is { IsInterface: true } contract && AttributeReading.Has(contract, "Contract")
            ? new EndpointShape(type, contract)
            : null;

    private static EnumShape ReadEnum(TypeReference type, TypeDefinition definition, MemberPlace place)
    {
        TypeReference underlying = definition.Fields.First(field => !field.IsStatic).FieldType;
        if (Primitive(underlying) is not { WireName: not ("Boolean" or "Single" or "Double") } integer)
            throw place.Refuse($"the enum {type.FullName} over {underlying.FullName}", "an enum over an integer");
        bool isFlags = definition.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.FlagsAttribute");
        var values = definition.Fields.Where(field => field.IsLiteral).Select(field => ToInt64(field.Constant)).Distinct().Order().ToList();
        if (values.Count == 0)
            throw place.Refuse($"the enum {type.FullName} without members", "an enum with members");
        return new EnumShape(type, integer, values, isFlags);
    }

    private static long ToInt64(object constant) => constant is ulong big ? unchecked((long)big) : Convert.ToInt64(constant, null);

    private StructShape ReadStruct(TypeReference type, TypeDefinition definition, MemberPlace place, int nesting)
    {
        if (definition.HasGenericParameters)
            throw place.Refuse($"the generic struct {type.FullName}", Allowed);
        var getters = definition.Properties.Where(property => property.GetMethod is { IsPublic: true, IsStatic: false }).ToList();
        var constructors = definition.Methods.Where(method => method.IsConstructor && method.IsPublic && !method.IsStatic).ToList();
        if (getters.Count == 0 && constructors.Count == 0 && definition.Fields.All(field => field.IsStatic))
            return new StructShape(type, null!, []);
        if (constructors.Count != 1 || constructors[0].Parameters.Count != getters.Count)
        {
            throw place.Refuse(
                $"{type.FullName} with {constructors.Count} public constructors and {getters.Count} public properties",
                "one constructor that takes the value of each property");
        }
        var fields = new List<(MethodDefinition, ValueShape)>();
        foreach (ParameterDefinition parameter in constructors[0].Parameters)
        {
            PropertyDefinition? property = getters.FirstOrDefault(
                candidate => candidate.Name == parameter.Name && candidate.PropertyType.FullName == parameter.ParameterType.FullName);
            if (property is null)
                throw place.Refuse($"{type.FullName} without a property for its constructor's parameter {parameter.Name}", "a property of the same name and type");
            fields.Add((property.GetMethod, Read(parameter.ParameterType, place, nesting + 1)));
        }
        return new StructShape(type, constructors[0], fields);
    }
}
