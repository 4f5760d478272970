using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>
/// Compares what two methods promise about references, where one is called through the other: an override through its slot, an
/// implementation through its interface, a method through a delegate.
/// </summary>
internal static class ReferencePromises
{
    /// <summary>What <paramref name="actual"/> promises less of than <paramref name="declared"/>, in words; null when it promises all.</summary>
    /// <param name="actual">The method that runs.</param>
    /// <param name="declared">The method whose promises callers rely on.</param>
    /// <param name="skip">Number of first parameters of the actual method that the declared one does not have.</param>
    public static string? Broken(MethodShape actual, MethodShape declared, int skip)
    {
        if (actual.ReturnsReadOnly && !declared.ReturnsReadOnly)
            return "it returns a read-only reference";
        // A method that has no place to put a reference cannot let one travel.
        var carries = IsCarrier(declared.ReturnType.Unmodified, declared) || actual.Owner.IsByRefLike
            || Array.Exists(declared.Parameters, p => p.Type.Unmodified is ManagedPointerType { Element: var pointee } && IsCarrier(pointee, declared));
        if (carries && skip == 0 && actual.Owner.IsValueType && !actual.Definition.IsStatic
            && actual.ThisOf(actual.ReturnType).Reference > declared.ThisOf(declared.ReturnType).Reference)
            return "this is not scoped";
        for (var i = 0; i < declared.Parameters.Length && i + skip < actual.Parameters.Length; i++)
        {
            var promised = declared.Parameters[i];
            var kept = actual.Parameters[i + skip];
            if (promised.IsReadOnly && !kept.IsReadOnly)
                return $"it may write through parameter {i + 1}";
            if (carries && (kept.Reference > promised.Reference || (kept.Value > promised.Value && !promised.IsOut)))
                return $"parameter {i + 1} is not scoped";
            if (promised.IsOut != kept.IsOut && kept.Type.Unmodified is ManagedPointerType { Element: var element } && IsCarrier(element, actual))
                return $"parameter {i + 1} is not out on both sides";
        }
        return null;
    }

    /// <summary>A generic variable counts where it may be bound to a by-ref-like type.</summary>
    private static bool IsCarrier(IlType type, MethodShape method) => type switch
    {
        ManagedPointerType or DefinedType { Info.IsByRefLike: true } => true,
        VariableType variable => AllowsByRefLike(variable, variable.OfMethod ? method.Definition : method.Definition.DeclaringType),
        _ => false,
    };

    /// <summary>GenericParameterAttributes.AllowByRefLike, 0x20. A variable that is not there is the image check's business, and counts.</summary>
    private static bool AllowsByRefLike(VariableType variable, IGenericParameterProvider provider) =>
        variable.Index >= provider.GenericParameters.Count || ((int)provider.GenericParameters[variable.Index].Attributes & 0x20) != 0;
}
