using Mono.Cecil;
using Singular.Verifier.Oracle.Seeds;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Takes attributes away, moves them and changes their numbers: scoped, read-only, by-ref-like, inline arrays.</summary>
internal sealed class AttributeMutator
{
    private readonly Random _random;
    private readonly List<CustomAttribute> _known;

    public AttributeMutator(Seed seed, Random random)
    {
        _random = random;
        _known = [.. seed.Types.SelectMany(Providers).Where(provider => provider.HasCustomAttributes)
            .SelectMany(provider => provider.CustomAttributes)
            .DistinctBy(attribute => attribute.Constructor.FullName)];
    }

    /// <summary>Changes an attribute of the type or of something in it.</summary>
    public string? Change(TypeDefinition type, out Action? undo)
    {
        undo = null;
        List<ICustomAttributeProvider> providers = [.. Providers(type)];
        ICustomAttributeProvider provider = providers[_random.Next(providers.Count)];
        if (_random.Next(2) == 0)
            provider = providers.FirstOrDefault(candidate => candidate.HasCustomAttributes) ?? provider;
        if (provider is ParameterDefinition parameter && _random.Next(3) == 0)
        {
            ParameterAttributes old = parameter.Attributes;
            parameter.Attributes = old ^ (_random.Next(2) == 0 ? ParameterAttributes.In : ParameterAttributes.Out);
            undo = () => parameter.Attributes = old;
            return $"{parameter.Method} {parameter.Index}: {old} to {parameter.Attributes}";
        }
        if (provider.HasCustomAttributes && _random.Next(2) == 0)
        {
            CustomAttribute[] before = [.. provider.CustomAttributes];
            undo = () => Restore(provider, before);
            int index = _random.Next(before.Length);
            CustomAttribute attribute = before[index];
            provider.CustomAttributes.RemoveAt(index);
            if (attribute.ConstructorArguments.Count == 1 && attribute.ConstructorArguments[0].Value is int number && _random.Next(2) == 0)
            {
                var other = new CustomAttribute(attribute.Constructor);
                other.ConstructorArguments.Add(new CustomAttributeArgument(attribute.ConstructorArguments[0].Type, number + _random.Next(-2, 4)));
                provider.CustomAttributes.Insert(index, other);
            }
            return $"{attribute.AttributeType.Name} of {provider} taken away or changed";
        }
        if (_known.Count == 0)
            return null;
        CustomAttribute added = _known[_random.Next(_known.Count)];
        provider.CustomAttributes.Add(added);
        undo = () => provider.CustomAttributes.Remove(added);
        return $"{added.AttributeType.Name} on {provider}";
    }

    private static void Restore(ICustomAttributeProvider provider, CustomAttribute[] attributes)
    {
        provider.CustomAttributes.Clear();
        foreach (CustomAttribute attribute in attributes)
            provider.CustomAttributes.Add(attribute);
    }

    private static IEnumerable<ICustomAttributeProvider> Providers(TypeDefinition type)
    {
        yield return type;
        foreach (FieldDefinition field in type.Fields)
            yield return field;
        foreach (MethodDefinition method in type.Methods)
        {
            yield return method;
            yield return method.MethodReturnType;
            foreach (ParameterDefinition parameter in method.Parameters)
                yield return parameter;
        }
    }
}
