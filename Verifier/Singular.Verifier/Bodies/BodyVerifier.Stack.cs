using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>The evaluation stack: pushing, popping, types of values, assignability, merging.</summary>
internal sealed partial class BodyVerifier
{
    private void Push(StackValue value)
    {
        if (!_state.TryPush(value))
        {
            Report("StackOverflow", $"more than {_state.MaxStack} values on the stack");
            throw new StackShapeException();
        }
    }

    private void Push(StackKind kind) => Push(new StackValue(kind));

    private StackValue Pop()
    {
        if (!_state.TryPop(out var value))
        {
            Report("StackUnderflow", $"{NameOfInstruction} on an empty stack");
            throw new StackShapeException();
        }
        return value;
    }

    /// <summary>A value of a declared type as it comes onto the stack.</summary>
    private StackValue OfType(IlType type)
    {
        switch (type)
        {
            case ManagedPointerType reference:
                return new StackValue(StackKind.ByReference, reference.Element);
            case VectorType or MultiArrayType:
                return new StackValue(StackKind.Object, type);
            case VariableType:
                return new StackValue(StackKind.Value, type);
            case UnmanagedPointerType or MethodPointerType:
                Report("UnmanagedPointer", $"a value of type {type}", "a managed reference");
                return StackValue.Unknown;
            case DefinedType defined:
                return OfDefined(defined);
            default:
                throw new BadImageFormatException($"a value of type {type}");
        }
    }

    private StackValue OfDefined(DefinedType type)
    {
        var stored = type;
        if (type.Primitive == PrimitiveKind.None && type.Info.IsEnum && type.Info.EnumUnderlying() is { } underlying)
            stored = underlying;
        switch (KindOf(stored.Primitive))
        {
            case StackKind.Unknown when stored.Primitive is PrimitiveKind.Void or PrimitiveKind.TypedReference:
                Report("Unverifiable", $"a value of type {type}");
                return StackValue.Unknown;
            case StackKind.Unknown:
                return new StackValue(type.Info.IsValueType ? StackKind.Value : StackKind.Object, type);
            case StackKind.Object:
                return new StackValue(StackKind.Object, type);
            case var kind:
                return new StackValue(kind);
        }
    }

    private static StackKind KindOf(PrimitiveKind primitive) => primitive switch
    {
        PrimitiveKind.Boolean or PrimitiveKind.Char or PrimitiveKind.SByte or PrimitiveKind.Byte or PrimitiveKind.Int16
            or PrimitiveKind.UInt16 or PrimitiveKind.Int32 or PrimitiveKind.UInt32 => StackKind.Int32,
        PrimitiveKind.Int64 or PrimitiveKind.UInt64 => StackKind.Int64,
        PrimitiveKind.IntPtr or PrimitiveKind.UIntPtr => StackKind.NativeInt,
        PrimitiveKind.Single or PrimitiveKind.Double => StackKind.Float,
        PrimitiveKind.String or PrimitiveKind.Object => StackKind.Object,
        _ => StackKind.Unknown,
    };

    /// <summary>True when the value may be stored where the type is wanted; read-only-ness and scopes are the caller's business.</summary>
    private bool IsAssignable(StackValue value, IlType target)
    {
        if (value.Kind == StackKind.Unknown)
            return true;
        switch (target)
        {
            case ManagedPointerType reference:
                return value.Kind == StackKind.ByReference && IsSameMemory(value.Type!, reference.Element);
            case VariableType:
                return value.Kind == StackKind.Value && value.Type == target;
            case VectorType or MultiArrayType:
                return IsObjectAssignable(value, target);
            case DefinedType defined:
                var wanted = OfDefined(defined);
                return wanted.Kind switch
                {
                    StackKind.Unknown => false,
                    StackKind.Object => IsObjectAssignable(value, target),
                    StackKind.Value => value.Kind == StackKind.Value && value.Type == target,
                    // III.1.6: an int32 argument or operand for a native int is widened implicitly.
                    StackKind.NativeInt => value.Kind is StackKind.NativeInt or StackKind.Int32,
                    var kind => value.Kind == kind,
                };
            default:
                return false;
        }
    }

    private bool IsObjectAssignable(StackValue value, IlType target)
    {
        if (value.Kind != StackKind.Object || value.Has(ValueFlags.Uninitialized))
            return false;
        if (value.Type is null)
            return true;
        return value.Has(ValueFlags.Boxed) ? _relations.IsBoxedAssignable(value.Type, target) : _relations.IsAssignable(value.Type, target);
    }

    /// <summary>Memory of one type may be read and written as the other: never wider, narrower or another reference type.</summary>
    private bool IsSameMemory(IlType left, IlType right) =>
        left == right || _relations.VerificationOf(left) == _relations.VerificationOf(right);

    private void CheckAssignable(StackValue value, IlType target)
    {
        if (!IsAssignable(value, target))
            Mismatch(value, target.ToString());
    }

    private void Mismatch(StackValue value, string expected)
    {
        if (value.Kind == StackKind.Unknown)
            return;
        var code = value.Has(ValueFlags.Uninitialized) ? "UninitStack" : "StackUnexpected";
        Report(code, value.ToString(), expected);
    }

    private StackValue PopKind(StackKind kind, string code = "StackUnexpected")
    {
        var value = Pop();
        if (value.Kind != kind && value.Kind != StackKind.Unknown)
            Report(code, value.ToString(), new StackValue(kind).ToString());
        return value;
    }

    /// <summary>An index, length or shift count: int32 or native int.</summary>
    private void PopIndex()
    {
        var value = Pop();
        if (value.Kind is not (StackKind.Int32 or StackKind.NativeInt or StackKind.Unknown))
            Report("StackUnexpected", value.ToString(), "int32 or native int");
    }

    /// <summary>Merges the present state into a saved one; true when the saved one changed.</summary>
    private bool MergeInto(FrameState saved)
    {
        if (saved.Depth != _state.Depth)
        {
            Report("PathStackDepth", $"{_state.Depth} values on one path, {saved.Depth} on another");
            return false;
        }
        var changed = saved.MeetVariables(_state);
        for (var i = 0; i < saved.Depth; i++)
        {
            ref var slot = ref saved.At(i);
            var merged = Merge(slot, _state.At(i));
            if (merged != slot)
            {
                slot = merged;
                changed = true;
            }
        }
        return changed;
    }

    private StackValue Merge(StackValue old, StackValue incoming)
    {
        if (old == incoming || old.Kind == StackKind.Unknown)
            return old;
        if (incoming.Kind == StackKind.Unknown)
            return StackValue.Unknown;
        if (old.Kind != incoming.Kind || !TryMergeTypes(old, incoming, out var type, out var boxed))
        {
            Report("PathStackUnexpected", incoming.ToString(), old.ToString());
            return StackValue.Unknown;
        }
        const ValueFlags either = ValueFlags.ReadOnly | ValueFlags.Strict | ValueFlags.Uninitialized;
        const ValueFlags both = ValueFlags.This | ValueFlags.WholeVariable;
        return new StackValue(old.Kind, type, ((old.Flags | incoming.Flags) & either) | (old.Flags & incoming.Flags & both) | boxed)
        {
            Reference = Least(old.Reference, incoming.Reference),
            Value = Least(old.Value, incoming.Value),
            Origin = old.Origin == incoming.Origin ? old.Origin : StackValue.ManyOrigins,
            Detail = Equals(old.Detail, incoming.Detail) ? old.Detail : null,
        };
    }

    private bool TryMergeTypes(StackValue old, StackValue incoming, out IlType? type, out ValueFlags boxed)
    {
        boxed = ValueFlags.None;
        type = old.Type;
        switch (old.Kind)
        {
            case StackKind.ByReference:
                return IsSameMemory(old.Type!, incoming.Type!);
            case StackKind.Value:
                return old.Type == incoming.Type;
            case StackKind.Object:
                if (incoming.IsNull || (old.Type == incoming.Type && old.Has(ValueFlags.Boxed) == incoming.Has(ValueFlags.Boxed)))
                {
                    boxed = old.Flags & ValueFlags.Boxed;
                    return true;
                }
                if (old.IsNull)
                {
                    type = incoming.Type;
                    boxed = incoming.Flags & ValueFlags.Boxed;
                    return true;
                }
                type = CommonObject(old, incoming);
                return true;
            case StackKind.Method or StackKind.StackMemory:
                return false;
            default:
                return true;
        }
    }

    private IlType CommonObject(StackValue old, StackValue incoming)
    {
        var left = Unboxed(old);
        var right = Unboxed(incoming);
        // The type that is there stays when it still holds; otherwise two types that stand for each other would alternate for ever.
        return _relations.IsAssignable(right, left) ? left : _relations.CommonBase(left, right);
    }

    /// <summary>A type whose bases and interfaces the object surely has.</summary>
    private IlType Unboxed(StackValue value)
    {
        if (!value.Has(ValueFlags.Boxed))
            return value.Type!;
        return value.Type switch
        {
            DefinedType defined => defined,
            VariableType variable when _relations.Context.Of(variable).Types is [var only] && only is not VariableType => only,
            _ => _universe.Object,
        };
    }
}
