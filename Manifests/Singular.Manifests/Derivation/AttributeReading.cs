using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Reads attributes by their full names, so that nothing here depends on the assemblies that define them.</summary>
internal static class AttributeReading
{
    public static CustomAttribute? Find(ICustomAttributeProvider provider, string fullName)
    {
        foreach (CustomAttribute attribute in provider.CustomAttributes)
        {
            if (TypeText.FullName(attribute.AttributeType) == fullName)
                return attribute;
        }
        return null;
    }

    public static bool Has(ICustomAttributeProvider provider, string fullName) => Find(provider, fullName) is not null;

    /// <summary>The constructor argument at a position; null when it is missing or of another type.</summary>
    public static T? Argument<T>(CustomAttribute attribute, int index)
        where T : class =>
        index < attribute.ConstructorArguments.Count ? attribute.ConstructorArguments[index].Value as T : null;

    public static int? Int32(CustomAttribute attribute, int index) =>
        index < attribute.ConstructorArguments.Count && attribute.ConstructorArguments[index].Value is int value ? value : null;

    public static long? Int64(CustomAttribute attribute, int index) =>
        index < attribute.ConstructorArguments.Count && attribute.ConstructorArguments[index].Value is long value ? value : null;

    /// <summary>The strings of a <c>params string[]</c> argument.</summary>
    public static IEnumerable<string> Strings(CustomAttribute attribute, int index)
    {
        if (Argument<CustomAttributeArgument[]>(attribute, index) is not { } elements)
            yield break;
        foreach (CustomAttributeArgument element in elements)
            yield return element.Value as string ?? "";
    }

    public static object? Property(CustomAttribute attribute, string name)
    {
        foreach (CustomAttributeNamedArgument property in attribute.Properties)
        {
            if (property.Name == name)
                return property.Argument.Value;
        }
        return null;
    }
}
