using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>No two members that a reference could not tell apart (ECMA-335 II.22.15, II.22.26): verifier and runtime might choose differently.</summary>
internal static class MemberNameRules
{
    public static void Check(TypeCheck check)
    {
        foreach (var field in check.Definition.Fields)
        {
            var alike = check.Info.FieldsNamed(field.Name);
            if (alike.Count > 1)
                CheckField(check, field, alike);
        }
        foreach (var method in check.Definition.Methods)
        {
            var alike = check.Info.MethodsNamed(method.Name);
            if (alike.Length > 1)
                CheckMethod(check, check.Info.ShapeOf(method), alike);
        }
    }

    private static void CheckField(TypeCheck check, FieldDefinition field, IReadOnlyList<FieldShape> alike)
    {
        var type = check.Universe.Convert(field.FieldType);
        foreach (var other in alike)
        {
            check.Model.Context.Budget.Spend(1);
            // What is private to the compiler is only named by its own token.
            if (other.Definition == field || field.IsCompilerControlled)
                return;
            if (other.Type == type && !other.Definition.IsCompilerControlled)
                check.ReportAt(field, "TypesDuplicateMember", $"a second field {field.Name} of type {type}", "a name or type of its own");
        }
    }

    private static void CheckMethod(TypeCheck check, MethodShape method, ReadOnlySpan<MethodShape> alike)
    {
        foreach (var other in alike)
        {
            check.Model.Context.Budget.Spend(1);
            if (other == method || method.Definition.IsCompilerControlled)
                return;
            if (other.Definition.HasThis == method.Definition.HasThis && !other.Definition.IsCompilerControlled
                && SlotMatch.IsSame(check.Universe, method, check.Type, other, check.Type))
                check.ReportAt(method.Definition, "TypesDuplicateMember", $"a second method {method.Definition.Name} of the same signature", "a name or signature of its own");
        }
    }
}
