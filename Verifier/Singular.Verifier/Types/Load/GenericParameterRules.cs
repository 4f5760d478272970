using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Generic parameters: consistent flags, constraints without cycles, variance only where it is sound (ECMA-335 II.9.5 to II.9.7, II.10.1.7).</summary>
internal static class GenericParameterRules
{
    public static void Check(TypeCheck check)
    {
        CheckParameters(check, check.Definition, check.Definition);
        foreach (var method in check.Definition.Methods)
        {
            if (method.HasGenericParameters)
                CheckParameters(check, method, method);
        }
        var hasVariance = check.Definition.GenericParameters.Any(p => !p.IsNonVariant);
        if (!hasVariance)
            return;
        if (check.Definition.IsInterface || check.Info.IsDelegate)
            new VarianceCheck(check).Run();
        else
            check.Report("TypesVariance", "variance on a type that is no interface or delegate");
    }

    private static void CheckParameters(TypeCheck check, IGenericParameterProvider provider, IMemberDefinition member)
    {
        if (!provider.HasGenericParameters)
            return;
        var all = check.Universe.ConstraintsOf(provider);
        var constraints = provider is MethodDefinition method
            ? new ConstraintChecker(check.Universe, check.Hierarchy, check.RelationsIn(method))
            : check.Constraints;
        for (var i = 0; i < all.Length; i++)
        {
            var parameter = provider.GenericParameters[i];
            if (all[i] is { IsReference: true, IsValue: true })
                check.ReportAt(member, "TypesConstraint", $"{parameter.Name} is class and struct at once");
            if (provider is MethodDefinition && !parameter.IsNonVariant)
                check.ReportAt(member, "TypesVariance", $"variance on the method's parameter {parameter.Name}");
            if (IsCyclic(all, i, provider is MethodDefinition))
                check.ReportAt(member, "TypesConstraint", $"the constraints of {parameter.Name} lead back to it");
            foreach (var type in all[i].Types)
                CheckConstraint(check, member, parameter, type, constraints);
        }
    }

    private static void CheckConstraint(TypeCheck check, IMemberDefinition member, GenericParameter parameter, IlType type, ConstraintChecker constraints)
    {
        if (type is ManagedPointerType or UnmanagedPointerType or MethodPointerType or DefinedType { Primitive: PrimitiveKind.Void })
            check.ReportAt(member, "TypesConstraint", $"{parameter.Name} is constrained to {type}");
        if (check.Access.Inaccessible(type) is { } hidden)
            check.ReportAt(member, "TypeAccess", $"constraint {type} of {parameter.Name}: {hidden} is not accessible here");
        else if (constraints.Violation(type) is { } violation)
            check.ReportAt(member, "TypesConstraint", $"{parameter.Name} is constrained to {type}: {violation}");
    }

    private static bool IsCyclic(GenericContext.Constraints[] all, int start, bool ofMethod)
    {
        var seen = new HashSet<int>();
        var pending = new Stack<int>();
        pending.Push(start);
        while (pending.TryPop(out var index))
        {
            foreach (var type in all[index].Types)
            {
                if (type is not VariableType variable || variable.OfMethod != ofMethod || variable.Index >= all.Length)
                    continue;
                if (variable.Index == start)
                    return true;
                if (seen.Add(variable.Index))
                    pending.Push(variable.Index);
            }
        }
        return false;
    }
}
