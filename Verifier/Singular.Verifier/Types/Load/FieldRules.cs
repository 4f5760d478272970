using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Fields: where references and by-ref-like values may live, enums, initial data.</summary>
internal static class FieldRules
{
    public static void Check(TypeCheck check)
    {
        if (check.Info.IsByRefLike && !check.Info.IsValueType)
            check.Report("TypesByRefLike", "a by-ref-like type that is no value type");
        if (check.Info.IsEnum)
            CheckEnum(check);
        foreach (var field in check.Definition.Fields)
            CheckField(check, field, check.Convert(field.FieldType));
    }

    private static void CheckField(TypeCheck check, FieldDefinition field, IlType type)
    {
        if (type is DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference })
            check.ReportAt(field, "TypesBadSignature", $"a field of type {type}");
        if (field is { IsStatic: false } && check.Definition.IsInterface)
            check.ReportAt(field, "TypesInterfaceField", "an instance field of an interface");
        if (field.IsLiteral)
            CheckConstant(check, field);
        var mayHoldReferences = !field.IsStatic && check.Info is { IsByRefLike: true, IsValueType: true };
        if (type is ManagedPointerType reference)
        {
            if (!mayHoldReferences)
                check.ReportAt(field, "TypesByRefLike", $"a field of type {type}", "an instance field of a by-ref-like struct");
            if (check.Relations.IsByRefLike(reference.Element))
                check.ReportAt(field, "TypesByRefLike", $"a field of type {type}", "a reference to what is not by-ref-like");
        }
        else if (!mayHoldReferences && check.Relations.IsByRefLike(type))
        {
            check.ReportAt(field, "TypesByRefLike", $"a field of type {type}", "an instance field of a by-ref-like struct");
        }
        if (field.RVA != 0)
            CheckInitialData(check, field, type);
    }

    /// <summary>A constant has no place of its own (ECMA-335 II.22.15): loaders refuse the flags of fields that have one.</summary>
    private static void CheckConstant(TypeCheck check, FieldDefinition field)
    {
        if (!field.IsStatic)
            check.ReportAt(field, "TypesBadSignature", "a constant that is not static");
        if (field.IsInitOnly)
            check.ReportAt(field, "TypesBadSignature", "a constant that is marked read-only as well", "one of the two marks");
        if (field.RVA != 0)
            check.ReportAt(field, "TypesInitialData", "a constant with initial data", "a value in the table of constants");
    }

    /// <summary>Bytes of the image as a static field: nobody may read references out of them.</summary>
    private static void CheckInitialData(TypeCheck check, FieldDefinition field, IlType type)
    {
        if (!field.IsStatic)
            check.ReportAt(field, "TypesInitialData", "an instance field with initial data");
        if (type is not DefinedType { Info.IsValueType: true } || check.Model.Layout.MayContainReferences(type))
            check.ReportAt(field, "TypesInitialData", $"initial data for a field of type {type}", "a value type without references");
    }

    private static void CheckEnum(TypeCheck check)
    {
        var instance = check.Definition.Fields.Where(f => !f.IsStatic).ToList();
        if (instance is not [{ Name: "value__" } value])
        {
            check.Report("TypesEnum", $"an enum with {instance.Count} instance fields", "the one field value__");
            return;
        }
        var type = check.Convert(value.FieldType);
        var isIntegral = LayoutCalculator.SizeOfPrimitive(type) != 0
            && type is DefinedType { Primitive: not (PrimitiveKind.None or PrimitiveKind.Single or PrimitiveKind.Double) };
        if (!isIntegral)
            check.Report("TypesEnum", $"an enum over {type}", "an integral type");
        if (check.Definition.HasMethods || check.Definition.HasInterfaces || check.Definition.HasProperties)
            check.Report("TypesEnum", "an enum with members other than constants");
        // ECMA-335 II.14.3; the loader refuses another layout.
        if (!check.Definition.IsAutoLayout)
            check.Report("TypesEnum", "an enum with a layout of its own", "automatic layout");
        foreach (var field in check.Definition.Fields)
        {
            if (field.IsStatic && !field.IsLiteral)
                check.ReportAt(field, "TypesEnum", "a static field of an enum that is no constant");
        }
    }
}
