namespace Singular.Verifier.Types;

/// <summary>Base types and interfaces of instantiated types. Every walk is bounded, for a hostile hierarchy may be a cycle.</summary>
internal sealed class TypeHierarchy(TypeUniverse universe, WorkBudget budget)
{
    /// <summary>Longest base chain that is followed. The framework's longest has about ten types.</summary>
    public const int BaseChainLimit = 500;

    /// <summary>Most interfaces that a type may implement, inherited ones included.</summary>
    private const int InterfaceLimit = 2_000;

    /// <summary>The instantiated base type; null for Object and interfaces.</summary>
    public DefinedType? BaseOf(DefinedType type)
    {
        if (!type.BaseIsKnown)
        {
            var reference = type.Info.Definition.BaseType;
            type.CachedBase = reference is null
                ? null
                : universe.Substitute(universe.Convert(reference).Unmodified, type.Arguments, []) as DefinedType;
            type.BaseIsKnown = true;
        }
        return type.CachedBase;
    }

    /// <summary>All interfaces of a type: declared, inherited from interfaces, inherited from base types. Each once, in a fixed order.</summary>
    public DefinedType[] InterfacesOf(DefinedType type)
    {
        if (type.CachedInterfaces is { } known)
            return known;
        var found = new List<DefinedType>();
        var seen = new HashSet<IlType>();
        var pending = new Stack<DefinedType>();
        DefinedType? current = type;
        for (var steps = 0; current is not null; current = BaseOf(current), steps++)
        {
            if (steps > BaseChainLimit)
                throw new VerificationLimitException("base types of a type", BaseChainLimit);
            pending.Push(current);
            while (pending.TryPop(out var implementer))
            {
                foreach (var direct in DirectInterfacesOf(implementer))
                {
                    budget.Spend(1);
                    if (!seen.Add(direct))
                        continue;
                    if (found.Count >= InterfaceLimit)
                        throw new VerificationLimitException("interfaces of a type", InterfaceLimit);
                    found.Add(direct);
                    pending.Push(direct);
                }
            }
        }
        return type.CachedInterfaces = found.ToArray();
    }

    /// <summary>The interfaces in the type's own InterfaceImpl rows, instantiated.</summary>
    public IEnumerable<DefinedType> DirectInterfacesOf(DefinedType type)
    {
        if (!type.Info.Definition.HasInterfaces)
            yield break;
        foreach (var row in type.Info.Definition.Interfaces)
        {
            if (universe.Substitute(universe.Convert(row.InterfaceType).Unmodified, type.Arguments, []) is DefinedType face)
                yield return face;
        }
    }

    /// <summary>True when the type or one of its bases is an instantiation of the definition.</summary>
    public bool DerivesFrom(DefinedType type, TypeInfo definition)
    {
        DefinedType? current = type;
        for (var steps = 0; current is not null && steps < BaseChainLimit; current = BaseOf(current), steps++)
        {
            if (current.Info == definition)
                return true;
        }
        return false;
    }

    /// <summary>The instantiation of a definition that the type is, derives from or implements; null when there is none.</summary>
    public DefinedType? FindInstantiation(DefinedType type, TypeInfo definition)
    {
        if (definition.IsInterface)
        {
            if (type.Info == definition)
                return type;
            foreach (var face in InterfacesOf(type))
            {
                if (face.Info == definition)
                    return face;
            }
            return null;
        }
        DefinedType? current = type;
        for (var steps = 0; current is not null && steps < BaseChainLimit; current = BaseOf(current), steps++)
        {
            if (current.Info == definition)
                return current;
        }
        return null;
    }
}
