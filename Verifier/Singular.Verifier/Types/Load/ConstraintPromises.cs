namespace Singular.Verifier.Types.Load;

/// <summary>
/// Compares what two generic methods ask of their type arguments, where one is called through the other. Callers are checked against the declared
/// method alone, and the body that runs was verified with the constraints of its own: it may ask for less, never for more. (ECMA-335 II.9.9.)
/// </summary>
internal static class ConstraintPromises
{
    /// <summary>What <paramref name="actual"/> asks for and <paramref name="declared"/> does not, in words; null when that is nothing.</summary>
    /// <param name="universe">Whose constraints are read.</param>
    /// <param name="actual">The method that runs, of as many type parameters as the declared one.</param>
    /// <param name="actualType">The type through which it is seen.</param>
    /// <param name="declared">The method that callers are checked against.</param>
    /// <param name="declaredType">Likewise.</param>
    public static string? Broken(TypeUniverse universe, MethodShape actual, DefinedType actualType, MethodShape declared, DefinedType declaredType)
    {
        if (actual.Arity == 0)
            return null;
        var asked = universe.ConstraintsOf(actual.Definition);
        var given = universe.ConstraintsOf(declared.Definition);
        for (var i = 0; i < asked.Length; i++)
        {
            if (Flag(asked[i], given[i]) is { } flag)
                return $"its {asked[i].Name} {flag}";
            foreach (var type in asked[i].Types)
            {
                var wanted = SlotMatch.In(universe, type, actualType, actual.Arity);
                if (!IsGiven(universe, wanted, given[i], declared, declaredType))
                    return $"its {asked[i].Name} has to be {wanted}";
            }
        }
        return null;
    }

    private static string? Flag(GenericContext.Constraints asked, GenericContext.Constraints given)
    {
        if (asked.IsReference && !given.IsReference)
            return "has to be a class";
        if (asked.IsValue && !given.IsValue)
            return "has to be a struct";
        if (asked.IsUnmanaged && !given.IsUnmanaged)
            return "has to be unmanaged";
        if (asked.HasConstructor && !given.HasConstructor && !given.IsValue)
            return "has to have a parameterless constructor";
        return given.AllowsByRefLike && !asked.AllowsByRefLike ? "may not be by-ref-like" : null;
    }

    private static bool IsGiven(TypeUniverse universe, IlType wanted, GenericContext.Constraints given, MethodShape declared, DefinedType declaredType)
    {
        if (wanted == universe.Object || (wanted == universe.ValueType && given.IsValue))
            return true;
        return Array.Exists(given.Types, type => SlotMatch.In(universe, type, declaredType, declared.Arity) == wanted);
    }
}
