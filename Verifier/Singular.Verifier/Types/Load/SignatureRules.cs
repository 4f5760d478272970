using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Types in signatures of fields and methods and in the base and interface lists: placed where they may be, accessible, constraints met.</summary>
internal static class SignatureRules
{
    public static void Check(TypeCheck check)
    {
        if (check.Definition.BaseType is { } baseType)
            CheckUse(check, check.Definition, check.Convert(baseType), check.Constraints, "base type");
        foreach (var row in check.Definition.Interfaces)
            CheckUse(check, check.Definition, check.Convert(row.InterfaceType), check.Constraints, "interface");
        foreach (var field in check.Definition.Fields)
        {
            CheckUse(check, field, check.Convert(field.FieldType), check.Constraints, "type");
        }
        foreach (var method in check.Definition.Methods)
            CheckMethod(check, method);
    }

    private static void CheckMethod(TypeCheck check, MethodDefinition method)
    {
        var shape = check.Info.ShapeOf(method);
        var constraints = method.HasGenericParameters
            ? new ConstraintChecker(check.Universe, check.Hierarchy, check.RelationsIn(method))
            : check.Constraints;
        if (shape.ReturnType.Unmodified != check.Universe.Void)
            CheckPosition(check, method, shape.ReturnType.Unmodified, constraints, "return type");
        for (var i = 0; i < shape.Parameters.Length; i++)
        {
            CheckPosition(check, method, shape.Parameters[i].Type.Unmodified, constraints, $"type of parameter {i + 1}");
        }
    }

    private static void CheckPosition(TypeCheck check, IMemberDefinition member, IlType type, ConstraintChecker constraints, string what)
    {
        if (type is DefinedType { Primitive: PrimitiveKind.Void })
            check.ReportAt(member, "TypesBadSignature", $"void as the {what}");
        else if (type is ManagedPointerType { Element: ManagedPointerType or DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference } })
            check.ReportAt(member, "TypesBadSignature", $"{type} as the {what}");
        else
            CheckUse(check, member, type, constraints, what);
    }

    private static void CheckUse(TypeCheck check, IMemberDefinition member, IlType type, ConstraintChecker constraints, string what)
    {
        if (check.Access.Inaccessible(type) is { } hidden)
            check.ReportAt(member, "TypeAccess", $"{what} {type}: {hidden} is not accessible here");
        else if (constraints.Violation(type) is { } violation)
            check.ReportAt(member, "UnsatisfiedMethodParentInst", $"{what} {type}: {violation}");
    }
}
