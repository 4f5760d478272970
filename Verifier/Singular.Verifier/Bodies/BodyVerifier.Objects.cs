using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Casts, boxes, tokens and sizes (ECMA-335 III.4.1, III.4.3, III.4.6, III.4.17, III.4.25, III.4.32, III.4.33).</summary>
internal sealed partial class BodyVerifier
{
    private void StepObject()
    {
        switch (_instruction.Code)
        {
            case OpCode.Castclass or OpCode.Isinst:
                var target = TypeOperand();
                CheckBoxable(target, "BoxByRef");
                PopObject();
                Push(new StackValue(StackKind.Object, target, _relations.IsReference(target) && target is not VariableType ? ValueFlags.None : ValueFlags.Boxed));
                break;
            case OpCode.Box:
                Box(TypeOperand("UnsatisfiedBoxOperand"));
                break;
            case OpCode.Unbox:
                var unboxed = TypeOperand();
                if (unboxed is not DefinedType { Info.IsValueType: true } and not VariableType)
                    Report("ValueTypeExpected", unboxed.ToString(), "a value type");
                CheckBoxable(unboxed, "BoxByRef");
                PopObject();
                // A nullable has no box of its own: the runtime unboxes it into a temporary of this frame.
                var isInBox = unboxed is DefinedType { Info.IsNullable: false };
                Push(new StackValue(StackKind.ByReference, unboxed, ValueFlags.ReadOnly) { Reference = isInBox ? ReferenceScope.Caller : ReferenceScope.Local });
                break;
            case OpCode.UnboxAny:
                var any = TypeOperand();
                CheckBoxable(any, "BoxByRef");
                PopObject();
                Push(OfType(any));
                break;
            case OpCode.Sizeof:
                TypeOperand();
                Push(StackKind.Int32);
                break;
            default:
                LoadToken();
                break;
        }
    }

    private void PopObject()
    {
        var value = Pop();
        if (value.Kind == StackKind.Unknown)
            return;
        if (value.Kind != StackKind.Object)
            Report("StackObjRef", value.ToString(), "an object reference");
        else if (value.Has(ValueFlags.Uninitialized))
            Mismatch(value, "an object");
    }

    private void CheckBoxable(IlType type, string code)
    {
        if (type is ManagedPointerType or UnmanagedPointerType or MethodPointerType
            or DefinedType { Primitive: PrimitiveKind.Void or PrimitiveKind.TypedReference })
            Report(code, $"{NameOfInstruction} {type}", "a type that objects have");
        else if (_relations.IsByRefLike(type))
            Report("TypesBoxByRefLike", $"{NameOfInstruction} {type}", "a type that may live on the heap");
    }

    private void Box(IlType type)
    {
        if (!IsNullTestOfVariable(type))
            CheckBoxable(type, "BoxByRef");
        var value = Pop();
        CheckAssignable(value, type);
        if (_relations.IsReference(type) && type is not VariableType)
        {
            // Boxing a reference type does nothing (III.4.1).
            Push(value);
            return;
        }
        // A nullable is boxed as its value, or as null.
        var boxed = type is DefinedType { Info.IsNullable: true, Arguments: [var inner] } ? inner : type;
        Push(new StackValue(StackKind.Object, boxed, ValueFlags.Boxed));
    }

    /// <summary><c>box T; brtrue</c> with T allowed to be by-ref-like: the augment for such variables makes it a test without a box.</summary>
    private bool IsNullTestOfVariable(IlType type) =>
        type is VariableType && _current + 1 < _code.Count && !_code.IsLeader(_current + 1)
        && _code[_current + 1].Code is OpCode.Brtrue or OpCode.BrtrueS or OpCode.Brfalse or OpCode.BrfalseS;

    /// <summary>typeof(List&lt;&gt;) names the definition alone: there are no arguments to check.</summary>
    private void CheckTypeToken(TypeReference reference)
    {
        var type = _universe.ConvertToken(reference).Unmodified;
        if (reference is TypeSpecification || type is not DefinedType { Arguments.Length: > 0 } open)
            CheckTypeUse(type);
        else if (!_access.CanSee(open.Info.Definition))
            Report("TypeAccess", $"{open} is not accessible from {_definition.DeclaringType.FullName}");
    }

    private void CheckMethodToken(MethodReference reference)
    {
        var use = _model.Resolver.Resolve(reference);
        var isOpen = (reference is not GenericInstanceMethod && use.MethodArguments.Length > 0)
            || reference.DeclaringType is not TypeSpecification && use.Owner is DefinedType { Arguments.Length: > 0 };
        if (!isOpen)
            CheckMethodUse(use, use.Owner);
        else if (!_access.CanUse(use, use.Owner) || (use.Owner is DefinedType owner && !_access.CanSee(owner.Info.Definition)))
            Report("MethodAccess", $"{use} is not accessible from {_definition.DeclaringType.FullName}");
    }

    private void LoadToken()
    {
        switch (_model.Lookup(_instruction.Token))
        {
            case TypeReference type:
                CheckTypeToken(type);
                Push(new StackValue(StackKind.Value, _universe.RuntimeTypeHandle));
                break;
            case MethodReference method:
                CheckMethodToken(method);
                Push(new StackValue(StackKind.Value, _universe.RuntimeMethodHandle));
                break;
            case FieldReference reference:
                var field = _model.Resolver.Resolve(reference);
                CheckTypeUse(field.Owner);
                if (!_access.CanUse(field, field.Owner))
                    Report("FieldAccess", $"{field} is not accessible from {_definition.DeclaringType.FullName}");
                Push(new StackValue(StackKind.Value, _universe.RuntimeFieldHandle));
                break;
            default:
                Report("TokenResolve", $"token 0x{_instruction.Token:x8}", "a type, method or field");
                throw new StackShapeException();
        }
    }
}
