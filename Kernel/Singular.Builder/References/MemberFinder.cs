using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.References;

/// <summary>Finds the member that a reference means, as the compiler does: by name and exact signature in the type, then in its
/// bases (ECMA-335 I.8.10.4, II.22.25).</summary>
internal sealed class MemberFinder(AssemblySet assemblies, SignatureText text)
{
    /// <summary>Longer base chains are taken for circles.</summary>
    private const int MaximumBases = 200;

    private static readonly HashSet<string> ArrayMethods = [".ctor", "Get", "Set", "Address"];

    internal bool Exists(MemberReference reference) => reference switch
    {
        FieldReference field => Field(field),
        MethodReference { DeclaringType: ArrayType array } method => ArrayMethods.Contains(method.Name) && method.Parameters.Count >= array.Rank,
        MethodReference method => Method(method),
        _ => false,
    };

    private bool Field(FieldReference reference)
    {
        string wanted = text.Of(reference.FieldType);
        return Chain(reference.DeclaringType).Any(
            level => level.Type.Fields.Any(field => field.Name == reference.Name && text.Of(field.FieldType, level.Arguments) == wanted));
    }

    private bool Method(MethodReference reference)
    {
        string wanted = text.Of(reference, reference.GenericParameters.Count);
        return Chain(reference.DeclaringType).Any(
            level => level.Type.Methods.Any(
                method => method.Name == reference.Name && text.Of(method, method.GenericParameters.Count, level.Arguments) == wanted));
    }

    /// <summary>A type and its bases. Generic parameters of the first stay numbers, as in the signature of a reference to a member of
    /// it; those of the bases are expressed in them.</summary>
    internal IEnumerable<TypeLevel> Chain(TypeReference start)
    {
        IReadOnlyList<string>? arguments = null;
        TypeReference? at = start;
        for (int i = 0; i < MaximumBases && at is not null; i++)
        {
            if (assemblies.FindType(at is GenericInstanceType instance ? instance.ElementType : at) is not { } definition)
                yield break;
            yield return new TypeLevel(definition, arguments);
            at = definition.BaseType;
            // For the arguments of the next level: those of the base in terms of this level's.
            arguments = at is null ? null : text.Arguments(at, arguments);
        }
    }
}
