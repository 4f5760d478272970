using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Vector instructions (ECMA-335 III.4.7 to III.4.9, III.4.20, III.4.26, III.4.27).</summary>
internal sealed partial class BodyVerifier
{
    private void StepArray()
    {
        switch (_instruction.Code)
        {
            case OpCode.Ldlen:
                PopVector();
                Push(StackKind.NativeInt);
                break;
            case OpCode.Newarr:
                var element = TypeOperand();
                CheckElement(element);
                PopIndex();
                Push(new StackValue(StackKind.Object, _universe.Vector(element)));
                break;
            case OpCode.Ldelema:
                LoadElementAddress(TypeOperand());
                break;
            case OpCode.Ldelem:
                LoadElement(TypeOperand());
                break;
            case OpCode.Stelem:
                StoreElement(TypeOperand());
                break;
            case >= OpCode.LdelemI1 and <= OpCode.LdelemRef:
                LoadElement(ElementType(_instruction.Code));
                break;
            default:
                StoreElement(ElementType(_instruction.Code));
                break;
        }
    }

    private void CheckElement(IlType element)
    {
        if (element is ManagedPointerType)
            Report("ArrayByRef", $"an array of {element}");
        else if (element is DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference } or UnmanagedPointerType or MethodPointerType
            || _relations.IsByRefLike(element))
            Report("TypesBadElement", $"an array of {element}", "elements that live on the heap");
    }

    /// <summary>The element a short form means, null for the reference forms.</summary>
    private DefinedType? ElementType(OpCode code)
    {
        var kind = code switch
        {
            OpCode.LdelemI1 or OpCode.LdelemU1 or OpCode.StelemI1 => PrimitiveKind.SByte,
            OpCode.LdelemI2 or OpCode.LdelemU2 or OpCode.StelemI2 => PrimitiveKind.Int16,
            OpCode.LdelemI4 or OpCode.LdelemU4 or OpCode.StelemI4 => PrimitiveKind.Int32,
            OpCode.LdelemI8 or OpCode.StelemI8 => PrimitiveKind.Int64,
            OpCode.LdelemI or OpCode.StelemI => PrimitiveKind.IntPtr,
            OpCode.LdelemR4 or OpCode.StelemR4 => PrimitiveKind.Single,
            OpCode.LdelemR8 or OpCode.StelemR8 => PrimitiveKind.Double,
            _ => PrimitiveKind.None,
        };
        return kind == PrimitiveKind.None ? null : _universe.Primitive(kind);
    }

    /// <summary>Pops a vector and gives its element type; null for a null reference and after a fault.</summary>
    private IlType? PopVector()
    {
        var array = Pop();
        if (array.Kind == StackKind.Unknown || array.IsNull)
            return null;
        if (array is { Kind: StackKind.Object, Type: VectorType vector } && !array.Has(ValueFlags.Boxed))
            return vector.Element;
        Report("ExpectedArray", array.ToString(), "a one-dimensional array");
        return null;
    }

    private void LoadElement(IlType? wanted)
    {
        PopIndex();
        var element = PopVector();
        if (wanted is null)
        {
            if (element is not null && !_relations.IsReference(element))
                Report("StackUnexpectedArrayType", $"{element}[]", "an array of references");
            Push(element is null ? new StackValue(StackKind.Object) : OfType(element));
            return;
        }
        if (element is not null && !IsElementAs(element, wanted))
            Report("StackUnexpectedArrayType", $"{element}[]", $"{wanted}[]");
        Push(OfType(wanted));
    }

    private void StoreElement(IlType? wanted)
    {
        var value = Pop();
        PopIndex();
        var element = PopVector();
        if (wanted is null)
        {
            // The run-time check of stelem.ref compares with the array's real element type.
            if (element is not null && !_relations.IsReference(element))
                Report("StackUnexpectedArrayType", $"{element}[]", "an array of references");
            else
                CheckAssignable(value, element ?? _universe.Object);
            return;
        }
        if (element is not null && !IsElementAs(element, wanted))
            Report("StackUnexpectedArrayType", $"{element}[]", $"{wanted}[]");
        CheckAssignable(value, wanted);
    }

    /// <summary>Elements of one type may be read and, references under a run-time check, written as the other.</summary>
    private bool IsElementAs(IlType element, IlType wanted) =>
        IsSameMemory(element, wanted)
        || (_relations.IsReference(element) && _relations.IsReference(wanted) && _relations.AreElementsCompatible(element, wanted));

    private void LoadElementAddress(IlType wanted)
    {
        PopIndex();
        var element = PopVector();
        var isReadOnly = (_instruction.Prefixes & Prefixes.ReadOnly) != 0;
        // Without readonly. the run time checks the exact type; with it, a reference to a derived element may be seen as a base reference.
        if (element is not null && !(isReadOnly ? IsElementAs(element, wanted) : IsSameMemory(element, wanted)))
            Report("StackUnexpectedArrayType", $"{element}[]", $"{wanted}[]");
        Push(new StackValue(StackKind.ByReference, wanted, isReadOnly ? ValueFlags.ReadOnly : ValueFlags.None));
    }
}
