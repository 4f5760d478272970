using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Calls and object creation: arguments, receivers, abstractness, results (ECMA-335 III.3.19, III.4.2, III.4.21).</summary>
internal sealed partial class BodyVerifier
{
    private void Call()
    {
        var use = MethodOperand();
        var isNew = _instruction.Code == OpCode.Newobj;
        if (isNew && !CheckNew(use))
            throw new StackShapeException();
        if (isNew && use.Owner is DefinedType { Info.IsDelegate: true } type)
        {
            CreateDelegate(use, type);
            return;
        }
        var arguments = _scratch.Arguments(use.Parameters.Length);
        for (var i = arguments.Length - 1; i >= 0; i--)
            arguments[i] = Pop();
        var scopes = new CallScopes();
        for (var i = 0; i < arguments.Length; i++)
            PassArgument(use, i, arguments[i], ref scopes);
        var receiver = StackValue.Unknown;
        var constrained = ConstrainedType();
        if (use.HasThis && !isNew)
        {
            receiver = Pop();
            CheckReceiver(use, receiver, constrained);
            PassReceiver(use, receiver, constrained, ref scopes);
        }
        else if (!isNew)
        {
            CheckStaticCall(use, constrained);
        }
        CheckMethodUse(use, use.HasThis && !isNew ? constrained ?? receiver.Type ?? use.Owner : isNew ? use.Owner : null);
        CheckArgumentsMatch(use, arguments, receiver, scopes);
        if (isNew)
            Push(Created(use, scopes));
        else if (use.ReturnType != _universe.Void)
            Push(Returned(use, scopes));
        if ((_instruction.Prefixes & Prefixes.ReadOnly) != 0 && use is not { Shape: null, Name: "Address" })
            Report("ReadonlyUnexpectedCallee", $"readonly. before a call of {use}", "an array's Address");
        if ((_instruction.Prefixes & Prefixes.Tail) != 0)
            CheckTailCall(use, arguments, receiver);
    }

    private bool CheckNew(MethodUse use)
    {
        if (!use.IsConstructor)
        {
            Report("CtorExpected", $"newobj of {use}", "a constructor");
            return false;
        }
        if (use.Owner is DefinedType { Info: var info } && (info.Definition.IsAbstract || info.IsInterface))
            Report("NewobjAbstractClass", $"newobj of the abstract type {use.Owner}");
        return true;
    }

    private void PassArgument(MethodUse use, int index, StackValue value, ref CallScopes scopes)
    {
        var type = use.Parameters[index];
        if (type is UnmanagedPointerType or MethodPointerType)
        {
            if (value.Kind != StackKind.Unknown)
            {
                if (SpanOverAddress(use, value) is { } scope)
                    scopes.AddReference(scope);
                else
                    Report("UnmanagedPointer", $"{value} passed as {type}", "a managed reference");
            }
            return;
        }
        CheckAssignable(value, type);
        if (value.Kind == StackKind.Unknown)
            return;
        var shape = use.Shape?.Parameters[index] ?? new ParameterShape { Type = type, Reference = ReferenceScope.ReturnOnly, Value = ReferenceScope.Caller };
        if (type is ManagedPointerType reference)
        {
            if (value.Has(ValueFlags.ReadOnly) && !shape.IsReadOnly)
                Report("ReadOnlyIllegalWrite", $"{value} passed as {type}", "a writable reference");
            AddReference(value, reference.Element, shape, ref scopes);
        }
        else if (_relations.IsByRefLike(type) && shape.Value != ReferenceScope.Local)
        {
            scopes.AddValue(value.Value);
        }
    }

    private void AddReference(StackValue value, IlType pointee, ParameterShape shape, ref CallScopes scopes)
    {
        if (shape.Reference >= ReferenceScope.ReturnOnly)
            scopes.AddReference(value.Reference);
        if (shape.Reference == ReferenceScope.Caller)
            scopes.AddValue(value.Reference);
        if (!_relations.IsByRefLike(pointee))
            return;
        // An out parameter too: nothing in IL makes a callee write it before it reads it, or write it at all.
        scopes.AddValue(ContentScope(value));
        if (shape.Reference >= ReferenceScope.ReturnOnly)
            scopes.AddOrigin(value.Origin);
    }

    private IlType? ConstrainedType()
    {
        if ((_instruction.Prefixes & Prefixes.Constrained) == 0)
            return null;
        var type = TypeOf(_instruction.ConstrainedTo);
        if (type is null)
            throw new StackShapeException();
        CheckTypeUse(type);
        return type;
    }

    private void CheckStaticCall(MethodUse use, IlType? constrained)
    {
        if (_instruction.Code == OpCode.Callvirt)
            Report("CallVirtOnStatic", $"callvirt of the static method {use}");
        CheckStaticVirtual(use, constrained);
    }

    /// <summary>A static abstract or virtual member of an interface needs the type that implements it; nothing else may have one.</summary>
    private void CheckStaticVirtual(MethodUse use, IlType? constrained)
    {
        var isVirtual = use.Definition is { IsStatic: true, IsVirtual: true };
        if (constrained is null)
        {
            if (use.Definition is { IsStatic: true, IsAbstract: true })
                Report("CallAbstract", $"{use} without the type that implements it", "constrained.");
            return;
        }
        if (!isVirtual)
            Report("Constrained", $"constrained. before the static method {use}", "a static virtual member of an interface");
        else if (!Implements(constrained, use.Owner))
            Report("ConstrainedTypeNoInterfaceImpl", $"{constrained} does not implement {use.Owner}");
        // An interface is assignable to itself and need not have a body for the member: loaders find none when the call is compiled.
        else if (constrained is DefinedType { Info.IsInterface: true })
            Report("ConstrainedTypeNoInterfaceImpl", $"{constrained} is an interface", "a type that implements it, or a type variable");
    }

    private bool Implements(IlType type, IlType face) =>
        type is VariableType ? _relations.IsBoxedAssignable(type, face) : _relations.IsAssignable(type, face);

    private void CheckReceiver(MethodUse use, StackValue receiver, IlType? constrained)
    {
        if (receiver.Kind == StackKind.Unknown)
            return;
        var isVirtualCall = _instruction.Code == OpCode.Callvirt;
        if (constrained is not null)
        {
            CheckConstrainedReceiver(use, receiver, constrained);
            return;
        }
        if (use.Owner is DefinedType { Info.IsValueType: true })
        {
            if (isVirtualCall)
                Report("CallVirtOnValueType", $"callvirt of {use}", "call, or constrained. callvirt");
            if (receiver.Kind != StackKind.ByReference || receiver.Type != use.Owner)
                Mismatch(receiver, $"{use.Owner}&");
            else if (receiver.Has(ValueFlags.Strict) && use.Shape is { IsReadOnlyInstance: false })
                Report("ReadOnlyIllegalWrite", $"{use} called through a read-only reference", "a readonly method, or a copy of the value");
            return;
        }
        if (use.IsConstructor)
        {
            CheckConstructorCall(use, receiver);
            return;
        }
        if (!IsReceiver(receiver, use.Owner))
            Mismatch(receiver, use.Owner.ToString());
        if (isVirtualCall || use.Definition is not { } definition)
            return;
        if (definition.IsAbstract)
            Report("CallAbstract", $"call of the abstract method {use}", "callvirt");
        else if (definition is { IsVirtual: true, IsFinal: false } && !IsSealed(use.Owner) && !receiver.Has(ValueFlags.This) && !receiver.Has(ValueFlags.Boxed))
            Report("ThisMismatch", $"call of the virtual method {use} on {receiver}", "the unmodified this, or callvirt");
    }

    private bool IsReceiver(StackValue receiver, IlType owner) =>
        receiver.Kind == StackKind.Object && !receiver.Has(ValueFlags.Uninitialized) && (receiver.Type is null || IsObjectAssignable(receiver, owner));

    private static bool IsSealed(IlType type) => type is not DefinedType { Info.Definition.IsSealed: false };

    /// <summary>constrained. callvirt: a managed pointer to exactly the type, and a method that a box of it would have.</summary>
    private void CheckConstrainedReceiver(MethodUse use, StackValue receiver, IlType constrained)
    {
        if (_instruction.Code != OpCode.Callvirt)
        {
            Report("Constrained", $"constrained. before a call of the instance method {use}", "callvirt");
            return;
        }
        if (receiver.Kind != StackKind.ByReference)
        {
            Report("ConstrainedCallWithNonByRefThis", receiver.ToString(), $"{constrained}&");
            return;
        }
        if (!IsSameMemory(receiver.Type!, constrained))
            Mismatch(receiver, $"{constrained}&");
        if (!Implements(constrained, use.Owner))
            Report("StackUnexpected", $"{constrained} has no method {use}", use.Owner.ToString());
        if (constrained is DefinedType { Info: { IsByRefLike: true } info } && use.Owner is DefinedType { Info.IsInterface: false } && !MayOverride(info, use))
            Report("TypesBoxByRefLike", $"{use} would box {constrained}");
        if (receiver.Has(ValueFlags.Strict) && MayWriteThis(constrained, use))
            Report("ReadOnlyIllegalWrite", $"{use} called through a read-only reference", "a readonly method, or a copy of the value");
    }

    private static bool MayOverride(TypeInfo type, MethodUse use)
    {
        foreach (var method in type.MethodsNamed(use.Name))
        {
            if (method.Definition is { IsVirtual: true, IsStatic: false } && method.Parameters.Length == use.Parameters.Length)
                return true;
        }
        return false;
    }

    /// <summary>The method that the constrained call ends at may write to the value itself.</summary>
    private bool MayWriteThis(IlType type, MethodUse use)
    {
        if (_relations.IsReference(type))
            return false;
        if (type is not DefinedType defined)
            return true;
        if (defined.Info.IsReadOnly || defined.Info.IsEnum)
            return false;
        if (defined.Info.Definition.HasMethods && use.Owner is DefinedType { Info.IsInterface: true })
        {
            foreach (var method in defined.Info.Definition.Methods)
            {
                // An explicit implementation has another name; its own row says what it overrides.
                if (method is { IsVirtual: true, IsStatic: false } && !defined.Info.ShapeOf(method).IsReadOnlyInstance)
                    return true;
            }
            return false;
        }
        foreach (var candidate in defined.Info.MethodsNamed(use.Name))
        {
            if (candidate.Definition is { IsVirtual: true, IsStatic: false } && !candidate.IsReadOnlyInstance)
                return true;
        }
        return false;
    }

    /// <summary>call of a class constructor: only on the uninitialised this, of the same class or its direct base, outside try blocks.</summary>
    private void CheckConstructorCall(MethodUse use, StackValue receiver)
    {
        var isOwnOrBase = use.Owner == _thisType || use.Owner == _model.Hierarchy.BaseOf(_thisType);
        if (!receiver.Has(ValueFlags.Uninitialized) || receiver.Type != _thisType)
        {
            Report("CallCtor", $"call of {use} on {receiver}", "the this of a constructor, once");
            return;
        }
        if (!isOwnOrBase)
            Report("CallCtor", $"call of {use}", "a constructor of the same class or of its base");
        if (_regions.InnermostAt(_current) is not null)
            Report("CallCtor", "a constructor called inside a protected region");
        _state.ThisIsInitialized = true;
        // What else lies on the stack may still be the object before its construction; it stays marked and of no use.
    }

    private void CheckTailCall(MethodUse use, ReadOnlySpan<StackValue> arguments, StackValue receiver)
    {
        if (_regions.InnermostAt(_current) is not null)
            Report("TailCallInsideER", "tail. inside a protected region");
        if (_current + 1 >= _code.Count || _code[_current + 1].Code != OpCode.Ret || _code.IsLeader(_current + 1))
            Report("TailRet", "tail. without ret behind the call");
        foreach (var argument in arguments)
            CheckTailArgument(argument);
        CheckTailArgument(receiver);
        var wanted = ReturnType();
        var isVoid = wanted == _universe.Void;
        if (isVoid != (use.ReturnType == _universe.Void))
            Report("TailRetVoid", $"{use.ReturnType}", wanted.ToString());
        else if (!isVoid && use.ReturnType != wanted && !(_relations.IsReference(wanted) && _relations.IsReference(use.ReturnType)))
            Report("TailRetType", $"{use.ReturnType}", wanted.ToString());
        if (_state.Depth != (isVoid ? 0 : 1))
            Report("TailStackEmpty", $"{_state.Depth} values on the stack after a tail call");
    }

    private void CheckTailArgument(StackValue argument)
    {
        if (argument.Kind is StackKind.ByReference or StackKind.StackMemory
            || (argument is { Kind: StackKind.Value, Type: { } type } && _relations.IsByRefLike(type)))
            Report("TailByRef", $"{argument} passed by a tail call", "no reference into the frame that ends");
    }

    private StackValue Created(MethodUse use, CallScopes scopes)
    {
        if (use.Owner is not DefinedType { Info.IsValueType: true })
            return new StackValue(StackKind.Object, use.Owner);
        var value = OfType(use.Owner);
        return _relations.IsByRefLike(use.Owner) ? value with { Value = scopes.OfResult(true) } : value;
    }

    private StackValue Returned(MethodUse use, CallScopes scopes)
    {
        var value = OfType(use.ReturnType);
        if (use.ReturnType is ManagedPointerType reference)
        {
            var scope = scopes.OfResult(true);
            var isReadOnly = use.Shape is { ReturnsReadOnly: true };
            var isControlled = (_instruction.Prefixes & Prefixes.ReadOnly) != 0;
            return value with
            {
                Flags = isReadOnly ? ValueFlags.ReadOnly | ValueFlags.Strict : isControlled ? ValueFlags.ReadOnly : ValueFlags.None,
                Reference = scope,
                Value = _relations.IsByRefLike(reference.Element) ? scope : ReferenceScope.Caller,
                Origin = _relations.IsByRefLike(reference.Element) ? scopes.Origin : StackValue.NoOrigin,
            };
        }
        return _relations.IsByRefLike(use.ReturnType) ? value with { Value = scopes.OfResult(true) } : value;
    }
}
