using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>Reads the attributes of <c>Singular.Channels</c> by name.</summary>
internal static class AttributeReading
{
    private const string Prefix = "Singular.Channels.";

    internal static CustomAttribute? Find(ICustomAttributeProvider provider, string name) =>
        provider.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == Prefix + name + "Attribute");

    internal static bool Has(ICustomAttributeProvider provider, string name) => Find(provider, name) is not null;

    /// <summary>The strings of an attribute that takes <c>params string[]</c>.</summary>
    internal static IReadOnlyList<string> Strings(CustomAttribute attribute) =>
        [.. ((CustomAttributeArgument[])attribute.ConstructorArguments[0].Value).Select(argument => (string)argument.Value)];

    internal static string? Property(CustomAttribute attribute, string name) =>
        attribute.Properties.Where(property => property.Name == name).Select(property => property.Argument.Value as string).FirstOrDefault();
}
