using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Loads and stores through managed pointers: exact types, no write through read-only references, scopes of what is stored.</summary>
internal sealed partial class BodyVerifier
{
    /// <summary>Pops a managed pointer; its fault is reported and an unknown returned when it is none.</summary>
    private StackValue PopPointer()
    {
        var value = Pop();
        if (value.Kind is StackKind.ByReference or StackKind.Unknown)
            return value;
        Report("StackByRef", value.ToString(), "a managed pointer");
        return StackValue.Unknown;
    }

    private StackValue PopWritablePointer()
    {
        var pointer = PopPointer();
        if (pointer.Has(ValueFlags.ReadOnly))
            Report("ReadOnlyIllegalWrite", $"a write through {pointer}", "a writable reference");
        return pointer;
    }

    private void CheckMemory(StackValue pointer, IlType wanted)
    {
        if (pointer.Kind != StackKind.Unknown && !IsSameMemory(pointer.Type!, wanted))
            Report("StackUnexpected", pointer.ToString(), $"{wanted}&");
    }

    /// <summary>The memory that a ldind or stind instruction means, null for the reference forms.</summary>
    private IlType? IndirectType(OpCode code)
    {
        var kind = code switch
        {
            OpCode.LdindI1 or OpCode.LdindU1 or OpCode.StindI1 => PrimitiveKind.SByte,
            OpCode.LdindI2 or OpCode.LdindU2 or OpCode.StindI2 => PrimitiveKind.Int16,
            OpCode.LdindI4 or OpCode.LdindU4 or OpCode.StindI4 => PrimitiveKind.Int32,
            OpCode.LdindI8 or OpCode.StindI8 => PrimitiveKind.Int64,
            OpCode.LdindI or OpCode.StindI => PrimitiveKind.IntPtr,
            OpCode.LdindR4 or OpCode.StindR4 => PrimitiveKind.Single,
            OpCode.LdindR8 or OpCode.StindR8 => PrimitiveKind.Double,
            _ => PrimitiveKind.None,
        };
        return kind == PrimitiveKind.None ? null : _universe.Primitive(kind);
    }

    private void LoadIndirect()
    {
        var pointer = PopPointer();
        if (IndirectType(_instruction.Code) is { } type)
        {
            if (!IsNullTest())
                CheckMemory(pointer, type);
            Push(OfType(type));
            return;
        }
        if (pointer.Kind == StackKind.Unknown)
        {
            Push(StackValue.Unknown);
            return;
        }
        if (!_relations.IsReference(pointer.Type!))
            Report("StackObjRef", pointer.ToString(), "a reference to an object reference");
        Push(OfType(pointer.Type!));
    }

    /// <summary><c>ldind.u1; pop</c>, the compiler's null test of a reference to a generic variable: no type is smaller than a byte.</summary>
    private bool IsNullTest() =>
        _instruction.Code == OpCode.LdindU1 && _current + 1 < _code.Count && _code[_current + 1].Code == OpCode.Pop && !_code.IsLeader(_current + 1);

    private void StoreIndirect()
    {
        var value = Pop();
        if (_state.Depth != 0 && _state.FromTop(0) is { Kind: StackKind.StackMemory } memory)
        {
            Pop();
            StoreToStackMemory(memory, IndirectType(_instruction.Code), value);
            return;
        }
        var pointer = PopWritablePointer();
        if (IndirectType(_instruction.Code) is { } type)
        {
            CheckMemory(pointer, type);
            CheckAssignable(value, type);
            return;
        }
        if (pointer.Kind == StackKind.Unknown)
            return;
        if (!_relations.IsReference(pointer.Type!))
            Report("StackObjRef", pointer.ToString(), "a reference to an object reference");
        CheckAssignable(value, pointer.Type!);
    }

    private void LoadObject(IlType type)
    {
        var pointer = PopPointer();
        CheckMemory(pointer, type);
        Push(Loaded(type, ContentScope(pointer)));
    }

    /// <summary>A value read from a place whose by-ref-like content may travel so far.</summary>
    private StackValue Loaded(IlType type, ReferenceScope scope)
    {
        var value = OfType(type);
        return _relations.IsByRefLike(type) ? value with { Value = scope } : value;
    }

    private void StoreObject(IlType type)
    {
        var value = Pop();
        var pointer = PopWritablePointer();
        CheckMemory(pointer, type);
        CheckAssignable(value, type);
        if (_relations.IsByRefLike(type))
            StoreContent(pointer, value.Value, whole: true);
    }

    private void InitializeObject(IlType type)
    {
        var pointer = PopWritablePointer();
        CheckMemory(pointer, type);
        if (_relations.IsByRefLike(type))
            StoreContent(pointer, ReferenceScope.Caller, whole: true);
    }

    private void CopyObject(IlType type)
    {
        var source = PopPointer();
        var destination = PopWritablePointer();
        CheckMemory(source, type);
        CheckMemory(destination, type);
        if (_relations.IsByRefLike(type))
            StoreContent(destination, ContentScope(source), whole: true);
    }
}
