using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Looks up explicit overrides (MethodImpl rows).</summary>
internal static class Overrides
{
    /// <summary>The method of a type whose MethodImpl row names the slot, or null.</summary>
    public static MethodShape? Find(VerificationModel model, DefinedType type, MethodShape slot, DefinedType slotType)
    {
        foreach (var method in type.Info.OverridingMethods)
        {
            foreach (var reference in method.Definition.Overrides)
            {
                model.Context.Budget.Spend(1);
                if (reference.Name == slot.Definition.Name && Declared(model, type, reference) is { } use
                    && use.Definition == slot.Definition && use.DeclaringType == slotType)
                    return method;
            }
        }
        return null;
    }

    /// <summary>What a MethodImpl row of an instantiated type declares to override; null when it resolves to nothing.</summary>
    public static MethodUse? Declared(VerificationModel model, DefinedType type, MethodReference reference)
    {
        try
        {
            var use = model.Resolver.Resolve(reference);
            if (type == type.Info.Open || use.DeclaringType is not DefinedType declaring || !declaring.HasVariables)
                return use;
            return new MethodUse
            {
                Owner = model.Universe.Substitute(use.Owner, type.Arguments, []),
                DeclaringType = model.Universe.Substitute(declaring, type.Arguments, []),
                Shape = use.Shape,
                Name = use.Name,
                HasThis = use.HasThis,
                MethodArguments = use.MethodArguments,
                Parameters = use.Parameters,
                ReturnType = use.ReturnType,
            };
        }
        catch (UnresolvedReferenceException)
        {
            // Of an assembly under verification this is reported where the row is checked; in a reference it fills no slot.
            return null;
        }
    }
}
