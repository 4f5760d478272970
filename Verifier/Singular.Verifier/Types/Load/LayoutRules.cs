using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Layout of value types and of types with explicit layout: finite size, no second view of references or of others' private state.</summary>
internal static class LayoutRules
{
    private const int PointerSize = 8;

    /// <summary>The runtime's own bound for inline arrays: FIELD_OFFSET_LAST_REAL_OFFSET is far above, 1 MiB is what it accepts.</summary>
    private const long InlineArrayBytes = 1 << 20;

    private readonly record struct Slot(FieldDefinition Field, IlType Type, long Start, long End, bool HasReferences);

    public static void Check(TypeCheck check)
    {
        if (check.Info.IsValueType)
            CheckValueType(check);
        if (check.Definition.IsWindowsRuntime)
            check.Report("TypesLayout", "a type marked as one of the Windows Runtime", "a type whose layout the image says");
        if (check.Definition.IsInterface && !check.Definition.IsAutoLayout)
            check.Report("TypesLayout", "an interface with a layout", "automatic layout");
        if (check.Definition.IsSequentialLayout && check.Info is { IsValueType: false, IsDelegate: false } && BaseWithAutomaticLayout(check) is { } above)
            check.Report("TypesLayout", $"sequential layout below {above}, which leaves its layout to the runtime");
        if (!check.Definition.IsExplicitLayout)
            return;
        CheckMayBeExplicit(check);
        CheckOverlap(check);
    }

    private static void CheckValueType(TypeCheck check)
    {
        if (!check.Definition.IsSealed)
            check.Report("TypesValueType", "a value type that is not sealed");
        if (check.Definition.IsAbstract)
            check.Report("TypesValueType", "an abstract value type");
        var size = check.Model.Layout.UpperBound(check.Type);
        if (size > check.Model.Context.Limits.ValueBytes)
            check.Report("TypesLayout", "a value type that contains itself or is too large", $"at most {check.Model.Context.Limits.ValueBytes} bytes");
        var length = LayoutCalculator.InlineArrayLength(check.Definition);
        if (length == 0)
            return;
        var fields = check.Definition.Fields.Count(f => !f.IsStatic);
        if (length < 0 || fields != 1 || check.Definition.IsExplicitLayout || size > InlineArrayBytes)
            check.Report("TypesInlineArray", $"an inline array of length {length} with {fields} fields", "one field, a length above 0, no explicit layout, at most 1 MiB");
    }

    /// <summary>Explicit layout begins at the object's start: below it there may be no fields that the runtime has placed (II.10.1.2), and loaders refuse it for generic types.</summary>
    private static void CheckMayBeExplicit(TypeCheck check)
    {
        var definition = check.Definition;
        if (definition.IsEnum)
            check.Report("TypesLayout", "explicit layout of an enum");
        else if (definition.HasGenericParameters)
            check.Report("TypesLayout", "explicit layout of a generic type");
        else if (BaseWithAutomaticLayout(check) is { } parent)
            check.Report("TypesLayout", $"explicit layout below {parent}, which leaves its layout to the runtime");
    }

    private static DefinedType? BaseWithAutomaticLayout(TypeCheck check) =>
        check.Model.Hierarchy.BaseOf(check.Type) is { } parent && parent != check.Universe.Object && parent != check.Universe.ValueType
            && parent.Info.Definition.IsAutoLayout ? parent : null;

    private static void CheckOverlap(TypeCheck check)
    {
        var slots = new List<Slot>();
        foreach (var field in check.Definition.Fields)
        {
            if (field.IsStatic)
                continue;
            if (field.Offset < 0)
            {
                check.ReportAt(field, "TypesLayout", "a field without offset in an explicit layout");
                continue;
            }
            var type = check.Convert(field.FieldType);
            var hasReferences = type is ManagedPointerType || check.Model.Layout.MayContainReferences(type);
            if (hasReferences && field.Offset % PointerSize != 0)
                check.ReportAt(field, "TypesOverlap", $"a reference at offset {field.Offset}", $"a multiple of {PointerSize}");
            slots.Add(new Slot(field, type, field.Offset, field.Offset + check.Model.Layout.UpperBound(type), hasReferences));
        }
        // Sorted by start, a slot can only overlap those that begin before its end.
        slots.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        for (var i = 0; i < slots.Count; i++)
        {
            for (var j = i + 1; j < slots.Count && slots[j].Start < slots[i].End; j++)
            {
                check.Model.Context.Budget.Spend(1);
                CheckPair(check, slots[i], slots[j]);
            }
        }
    }

    private static void CheckPair(TypeCheck check, Slot first, Slot second)
    {
        var isSame = first.Start == second.Start && first.Type == second.Type;
        if (!isSame && (first.HasReferences || second.HasReferences))
            check.ReportAt(second.Field, "TypesOverlap", $"{second.Field.Name} overlaps {first.Field.Name} and one of them holds references");
        else if (!isSame && (IsForeign(check, first.Type) || IsForeign(check, second.Type)))
            check.ReportAt(second.Field, "TypesOverlap", $"{second.Field.Name} overlaps {first.Field.Name} and one of them is another assembly's struct");
    }

    private static bool IsForeign(TypeCheck check, IlType type) =>
        LayoutCalculator.SizeOfPrimitive(type) == 0 && type is DefinedType { Info.Definition: var definition } && definition.Module != check.Definition.Module;
}
