using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Virtual slots of classes: what an override may take over, and that nothing abstract is left in a class that can be made.</summary>
internal static class SlotRules
{
    public static void Check(TypeCheck check)
    {
        foreach (var method in check.Definition.Methods)
        {
            if (method is { IsVirtual: true, IsStatic: false, IsReuseSlot: true })
                CheckOverride(check, check.Info.ShapeOf(method));
        }
        if (!check.Definition.IsAbstract)
            CheckNothingAbstract(check);
    }

    private static void CheckOverride(TypeCheck check, MethodShape method)
    {
        if (FindSlot(check, method) is not var (slot, slotType))
            return;
        if (slot.Definition.IsFinal)
            check.ReportAt(method.Definition, "TypesOverride", $"overrides {slot.Definition.FullName}, which is final");
        // Outside the declaring assembly "protected internal" is overridden as "protected" (II.10.3.3).
        var isForeign = slot.Definition.Module != check.Definition.Module;
        if (Rank(method.Definition) < Rank(slot.Definition) - (isForeign && slot.Definition.IsFamilyOrAssembly ? 1 : 0))
            check.ReportAt(method.Definition, "TypesOverride", $"is less accessible than {slot.Definition.FullName}, which it overrides");
        if (ReferencePromises.Broken(method, slot, 0) is { } broken)
            check.ReportAt(method.Definition, "TypesOverrideScope", $"overrides {slot.Definition.FullName}: {broken}");
        if (ConstraintPromises.Broken(check.Universe, method, check.Type, slot, slotType) is { } asked)
            check.ReportAt(method.Definition, "TypesOverride", $"overrides {slot.Definition.FullName}: {asked}");
    }

    /// <summary>The next virtual method up the base chain with the same name and signature.</summary>
    private static (MethodShape Slot, DefinedType Type)? FindSlot(TypeCheck check, MethodShape method)
    {
        var current = check.Hierarchy.BaseOf(check.Type);
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; current = check.Hierarchy.BaseOf(current), steps++)
        {
            foreach (var candidate in current.Info.MethodsNamed(method.Definition.Name))
            {
                check.Model.Context.Budget.Spend(1);
                if (candidate.Definition.IsVirtual && SlotMatch.IsSame(check.Universe, method, check.Type, candidate, current))
                    return (candidate, current);
            }
        }
        return null;
    }

    private static int Rank(MethodDefinition method) => (method.Attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => 5,
        MethodAttributes.FamORAssem => 4,
        MethodAttributes.Family => 3,
        MethodAttributes.Assembly => 3,
        MethodAttributes.FamANDAssem => 2,
        MethodAttributes.Private => 1,
        _ => 0,
    };

    private static void CheckNothingAbstract(TypeCheck check)
    {
        var chain = new List<DefinedType>();
        DefinedType? current = check.Type;
        for (var steps = 0; current is not null && steps < TypeHierarchy.BaseChainLimit; current = check.Hierarchy.BaseOf(current), steps++)
            chain.Add(current);
        for (var level = 1; level < chain.Count; level++)
        {
            if (!chain[level].Info.Definition.IsAbstract)
                continue;
            foreach (var method in chain[level].Info.Definition.Methods)
            {
                if (method is { IsAbstract: true, IsStatic: false } && !IsFilled(check, chain, level, chain[level].Info.ShapeOf(method)))
                    check.Report("TypesAbstract", $"{method.FullName} is not implemented", "an implementation, or an abstract class");
            }
        }
    }

    private static bool IsFilled(TypeCheck check, List<DefinedType> chain, int level, MethodShape slot)
    {
        for (var below = level - 1; below >= 0; below--)
        {
            var type = chain[below];
            foreach (var candidate in type.Info.MethodsNamed(slot.Definition.Name))
            {
                check.Model.Context.Budget.Spend(1);
                if (candidate.Definition is { IsVirtual: true, IsAbstract: false, IsReuseSlot: true }
                    && SlotMatch.IsSame(check.Universe, candidate, type, slot, chain[level]))
                    return true;
            }
            if (Overrides.Find(check.Model, type, slot, chain[level]) is not null)
                return true;
        }
        return false;
    }
}
