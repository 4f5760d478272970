using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>Which types may cross a channel, and where (architecture.md, "Contracts"; isolation.md 1.3 and 1.4).</summary>
internal sealed class ExchangeRules(AssemblySet assemblies)
{
    /// <summary>A value that is copied: a number, bool, char, enum, string, exchangeable struct, decimal or date. Of the last two not every
    /// bit pattern is legal; the boundary looks at each.</summary>
    public bool IsValue(TypeReference type)
    {
        if (IsNumber(type.MetadataType) || type.MetadataType is MetadataType.Boolean or MetadataType.Char or MetadataType.String)
            return true;
        if (type is TypeSpecification or GenericParameter)
            return false;
        if (IsCheckedValue(type))
            return true;
        TypeDefinition? definition = assemblies.FindType(type);
        return definition is { IsEnum: true } && !IsPlatform(definition) || ContractNames.IsExchangeable(definition);
    }

    /// <summary>A span of elements of which every bit pattern is valid, so that they can be copied as bytes.</summary>
    public static bool IsBorrow(TypeReference type) =>
        IsSpan(type) && IsNumber(((GenericInstanceType)type).GenericArguments[0].MetadataType);

    public static bool IsSpan(TypeReference type) =>
        type is GenericInstanceType { ElementType.FullName: "System.Span`1" or "System.ReadOnlySpan`1" };

    /// <summary>A buffer that moves, of elements of which every bit pattern is valid.</summary>
    public static bool IsBuffer(TypeReference type) =>
        IsAnyBuffer(type) && ((GenericInstanceType)type).GenericArguments[0].MetadataType is var element && (IsNumber(element) || element == MetadataType.Char);

    /// <summary>A buffer, be its elements allowed or not.</summary>
    public static bool IsAnyBuffer(TypeReference type) =>
        type is GenericInstanceType { ElementType.FullName: "Singular.Channels.Owned`1", GenericArguments.Count: 1 } && ContractNames.IsOf(type.GetElementType(), "Singular.Channels");

    public bool IsEndpoint(TypeReference type) => type is not TypeSpecification and not GenericParameter && ContractNames.IsContract(assemblies.FindType(type));

    /// <summary>An endpoint that whoever is handed it can end at any time: the member takes nothing and gives nothing, so that nobody has to wait for it.</summary>
    public bool CanBeGivenBack(TypeReference type) => assemblies.FindType(type) is { } contract
        && contract.Methods.Any(method => ContractNames.Channel(method, "Ends") is not null && !method.HasParameters && method.ReturnType.MetadataType == MetadataType.Void);

    /// <summary>An error of a result: an enum or an exchangeable struct.</summary>
    public bool IsError(TypeReference type) => IsValue(type) && !type.IsPrimitive && type.MetadataType != MetadataType.String && !IsCheckedValue(type);

    /// <summary>What may stand in a result, or be one.</summary>
    public bool IsResultValue(TypeReference type) => IsValue(type) || IsEndpoint(type) || IsBuffer(type);

    /// <summary>Numbers of a fixed size; native integers differ between machines.</summary>
    public static bool IsNumber(MetadataType type) => type is
        MetadataType.SByte or MetadataType.Byte or MetadataType.Int16 or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32
        or MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Single or MetadataType.Double;

    private static bool IsCheckedValue(TypeReference type) => type.FullName is "System.Decimal" or "System.DateTime"
        && type.Scope is AssemblyNameReference scope && Isolation.AssemblyOrigin.OfAssembly(scope.Name) == Isolation.Origin.Platform;

    private static bool IsPlatform(TypeDefinition type) => Isolation.AssemblyOrigin.OfAssembly(type.Module.Assembly.Name.Name) == Isolation.Origin.Platform;
}
