using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>MethodImpl rows: what an explicit override may name and how it must look (ECMA-335 II.22.27).</summary>
internal static class OverrideRules
{
    public static void Check(TypeCheck check)
    {
        var seen = new HashSet<(MethodDefinition, IlType)>();
        foreach (var method in check.Info.OverridingMethods)
        {
            foreach (var reference in method.Definition.Overrides)
                CheckRow(check, method, reference, seen);
        }
    }

    private static void CheckRow(TypeCheck check, MethodShape body, MethodReference reference, HashSet<(MethodDefinition, IlType)> seen)
    {
        var use = check.Model.Resolver.Resolve(reference);
        if (use.Shape is not { } slot || use.DeclaringType is not DefinedType owner)
        {
            check.ReportAt(body.Definition, "TypesOverride", $"overrides {use}, which is no virtual method");
            return;
        }
        if (!seen.Add((slot.Definition, owner)))
            check.ReportAt(body.Definition, "TypesOverride", $"{use} is overridden twice");
        if (!slot.Definition.IsVirtual || slot.Definition.IsFinal)
            check.ReportAt(body.Definition, "TypesOverride", $"overrides {use}, which is {(slot.Definition.IsFinal ? "final" : "not virtual")}");
        if (body.Definition.IsStatic != slot.Definition.IsStatic || (!body.Definition.IsStatic && !body.Definition.IsVirtual))
            check.ReportAt(body.Definition, "TypesOverride", $"a {(body.Definition.IsStatic ? "static" : "non-virtual")} method overrides {use}");
        if (!IsInHierarchy(check, owner))
            check.ReportAt(body.Definition, "TypesOverride", $"overrides {use}, whose type is no base or interface of this one");
        if (!check.Access.CanUse(use, check.Type))
            check.ReportAt(body.Definition, "MethodAccess", $"overrides {use}, which is not accessible here");
        if (!HasFittingSignature(check, body, slot, owner))
            check.ReportAt(body.Definition, "TypesOverride", $"overrides {use} with another signature");
        else if (ConstraintPromises.Broken(check.Universe, body, check.Type, slot, owner) is { } asked)
            check.ReportAt(body.Definition, "TypesOverride", $"overrides {use}: {asked}");
        if (ReferencePromises.Broken(body, slot, 0) is { } broken)
            check.ReportAt(body.Definition, "TypesOverrideScope", $"overrides {use}: {broken}");
    }

    /// <summary>Not the type itself: a method that overrides one beside it would stand in two slots or take one twice, which the
    /// loader refuses.</summary>
    private static bool IsInHierarchy(TypeCheck check, DefinedType owner) =>
        owner != check.Type
        && (owner.Info.IsInterface
            ? Array.IndexOf(check.Hierarchy.InterfacesOf(check.Type), owner) >= 0
            : check.Hierarchy.FindInstantiation(check.Type, owner.Info) == owner);

    /// <summary>Equal, or of a class with a more derived reference as the result and PreserveBaseOverrides to say so.</summary>
    private static bool HasFittingSignature(TypeCheck check, MethodShape body, MethodShape slot, DefinedType owner)
    {
        if (!SlotMatch.HasSameParameters(check.Universe, body, check.Type, slot, owner))
            return false;
        var wanted = SlotMatch.In(check.Universe, slot.ReturnType, owner, slot.Arity);
        if (body.ReturnType == wanted)
            return true;
        var relations = check.RelationsIn(body.Definition);
        return !owner.Info.IsInterface && TypeInfo.IsMarkedByCompiler(body.Definition, "PreserveBaseOverridesAttribute")
            && relations.IsReference(body.ReturnType) && relations.IsReference(wanted) && relations.IsAssignable(body.ReturnType, wanted);
    }
}
