using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Method pointers and delegate creation (ECMA-335 III.4.21, II.14.6).</summary>
internal sealed partial class BodyVerifier
{
    private void LoadFunction()
    {
        var isVirtual = _instruction.Code == OpCode.Ldvirtftn;
        var use = MethodOperand();
        var target = StackValue.Unknown;
        if (isVirtual)
        {
            target = Pop();
            if (!use.HasThis)
                Report("LdvirtftnOnStatic", $"ldvirtftn of {use}");
            else if (target.Kind != StackKind.Unknown && !IsReceiver(target, use.Owner))
                Mismatch(target, use.Owner.ToString());
        }
        if (use.IsConstructor || use.Definition is null)
            Report("LdftnCtor", $"{NameOfInstruction} of {use}", "an ordinary method");
        var constrained = ConstrainedType();
        if (!use.HasThis)
            CheckStaticVirtual(use, constrained);
        else if (!isVirtual && use.Definition is { IsAbstract: true })
            Report("CallAbstract", $"ldftn of the abstract method {use}", "ldvirtftn");
        // Protected access through an instance is judged where the delegate is made, on its target.
        CheckMethodUse(use, use.HasThis ? (isVirtual ? target.Type : DelegateTarget()) ?? use.Owner : null);
        Push(new StackValue(StackKind.Method) { Detail = new FunctionReference(use, isVirtual) });
    }

    private IlType? DelegateTarget() => _state.Depth > 0 && _state.FromTop(0) is { Kind: StackKind.Object, Type: { } type } ? type : null;

    private void CreateDelegate(MethodUse constructor, DefinedType type)
    {
        if (constructor.Parameters is not [DefinedType { Primitive: PrimitiveKind.Object }, DefinedType { Primitive: PrimitiveKind.IntPtr }])
        {
            Report("DelegateCtor", $"{constructor}", "the constructor (object, native int)");
            throw new StackShapeException();
        }
        var pointer = Pop();
        var target = Pop();
        CheckMethodUse(constructor, type);
        Push(new StackValue(StackKind.Object, type));
        if (pointer.Kind == StackKind.Unknown)
            return;
        if (pointer is not { Kind: StackKind.Method, Detail: FunctionReference function })
        {
            Report("StackMethod", pointer.ToString(), "the result of ldftn or ldvirtftn");
            return;
        }
        if (!IsDelegatePattern(function))
            Report("DelegatePattern", "newobj of a delegate", "ldftn, or dup and ldvirtftn, directly before it");
        if (target.Kind != StackKind.Unknown && (target.Kind != StackKind.Object || target.Has(ValueFlags.Uninitialized)))
        {
            Report("DelegateCtorSigO", target.ToString(), "an object");
            return;
        }
        CheckDelegate(type, function, target);
    }

    /// <summary>Exactly the instructions that fix which object and which method meet; nothing can jump between them.</summary>
    private bool IsDelegatePattern(FunctionReference function) => function.IsVirtual
        ? CodeBefore(_current - 1) == OpCode.Ldvirtftn && CodeBefore(_current - 2) == OpCode.Dup
        : CodeBefore(_current - 1) == OpCode.Ldftn;

    private void CheckDelegate(DefinedType type, FunctionReference function, StackValue target)
    {
        if (type.Info.MethodsNamed("Invoke") is not [var invoke])
        {
            Report("DelegateCtor", $"{type} has no single Invoke");
            return;
        }
        var method = function.Method;
        var wanted = new IlType[invoke.Parameters.Length];
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] = _universe.Substitute(invoke.Parameters[i].Type.Unmodified, type.Arguments, []);
        var result = _universe.Substitute(invoke.ReturnType.Unmodified, type.Arguments, []);
        var closed = method.Parameters.Length - wanted.Length;
        if (!IsTargetFor(method, target, closed))
        {
            Report("DelegateCtor", $"{method} on {target}", $"a target and parameters that fit {type}");
            return;
        }
        if (method.HasThis && function is { IsVirtual: false } && method.Definition is { IsVirtual: true, IsFinal: false }
            && !IsSealed(method.Owner) && !target.Has(ValueFlags.This) && !target.Has(ValueFlags.Boxed))
            Report("LdftnNonFinalVirtual", $"ldftn of the virtual method {method} on {target}", "dup and ldvirtftn, or the unmodified this");
        var fits = IsDelegateAssignable(method.ReturnType, result);
        for (var i = 0; i < wanted.Length && fits; i++)
            fits = IsDelegateAssignable(wanted[i], method.Parameters[i + closed]);
        if (!fits)
            Report("DelegateCtor", $"{method}", $"the signature of {type}");
        else if (method.Shape is { } shape && ReferencePromises.Broken(shape, invoke, closed) is { } broken)
            Report("TypesDelegateScope", $"{method} for {type}: {broken}", "the same promises about references");
    }

    /// <summary>Closed over a fitting object, or static and not closed; instance methods without an object are refused.</summary>
    private bool IsTargetFor(MethodUse method, StackValue target, int closed)
    {
        if (target.Kind == StackKind.Unknown)
            return closed is 0 or 1;
        if (!method.HasThis)
        {
            if (closed == 0)
                return target.IsNull;
            return closed == 1 && _relations.IsReference(method.Parameters[0]) && IsObjectAssignable(target, method.Parameters[0]);
        }
        if (closed != 0 || target.IsNull)
            return false;
        // An instance method of a value type is closed over its box.
        if (method.Owner is DefinedType { Info.IsValueType: true })
            return target.Has(ValueFlags.Boxed) && target.Type == method.Owner;
        return IsObjectAssignable(target, method.Owner);
    }

    /// <summary>ECMA-335 II.14.6.1: what the caller gives is usable as what the method takes, without any change of representation.</summary>
    private bool IsDelegateAssignable(IlType from, IlType to) =>
        from == to || (_relations.IsReference(from) && _relations.IsReference(to) && _relations.IsAssignable(from, to));
}
