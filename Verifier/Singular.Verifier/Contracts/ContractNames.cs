using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>Finds the attributes of the channel library and of the SDK. A type of the same name in another assembly is not one.</summary>
internal static class ContractNames
{
    private const string Channels = "Singular.Channels";
    private const string Sdk = "Singular.Drivers.Sdk";

    /// <summary>An attribute of the channel library, e.g. <c>Contract</c>, or null.</summary>
    public static CustomAttribute? Channel(ICustomAttributeProvider carrier, string name) => Find(carrier, Channels, $"Singular.Channels.{name}Attribute");

    /// <summary>An attribute of the SDK, e.g. <c>Driver</c>, or null.</summary>
    public static CustomAttribute? OfSdk(ICustomAttributeProvider carrier, string name) => Find(carrier, Sdk, $"Singular.Drivers.{name}Attribute");

    public static bool IsContract(TypeDefinition? type) => type is { IsInterface: true } && Channel(type, "Contract") is not null;

    public static bool IsExchangeable(TypeDefinition? type) => type is { IsValueType: true } && Channel(type, "Exchangeable") is not null;

    public static bool IsResult(TypeReference type) =>
        type is GenericInstanceType { ElementType.FullName: "Singular.Channels.Result`2", GenericArguments.Count: 2 } && IsOf(type.GetElementType(), Channels);

    /// <summary>Whether a type belongs to an assembly, be it defined there or referred to.</summary>
    public static bool IsOf(TypeReference type, string assembly) => type.Scope switch
    {
        AssemblyNameReference reference => reference.Name == assembly,
        ModuleDefinition module => module.Assembly?.Name.Name == assembly,
        _ => false,
    };

    /// <summary>The strings of an attribute with <c>params string[]</c>.</summary>
    public static string[] Strings(CustomAttribute attribute) =>
        attribute.ConstructorArguments is [{ Value: CustomAttributeArgument[] items }] ? [.. items.Select(i => i.Value as string ?? "")] : [];

    public static string? Text(CustomAttribute attribute, string property)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.Properties)
        {
            if (argument.Name == property)
                return argument.Argument.Value as string;
        }

        return null;
    }

    private static CustomAttribute? Find(ICustomAttributeProvider carrier, string assembly, string name)
    {
        if (!carrier.HasCustomAttributes)
            return null;
        foreach (CustomAttribute attribute in carrier.CustomAttributes)
        {
            if (attribute.AttributeType.FullName == name && IsOf(attribute.AttributeType, assembly))
                return attribute;
        }

        return null;
    }
}
