using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Field instructions: owner objects, access, initonly, addresses and their scopes (ECMA-335 III.4.10 to III.4.14, III.4.28, III.4.30).</summary>
internal sealed partial class BodyVerifier
{
    private void LoadField()
    {
        var field = InstanceField();
        var owner = Pop();
        CheckFieldOwner(owner, field, allowValue: true);
        var scope = owner.Kind == StackKind.ByReference ? ContentScope(owner) : owner.Value;
        Push(FieldValue(field, scope));
    }

    /// <summary>A field's value as it comes onto the stack; a ref field may go as far as the value that holds it.</summary>
    private StackValue FieldValue(FieldUse field, ReferenceScope holder)
    {
        var value = Loaded(field.Type, holder);
        if (value.Kind != StackKind.ByReference)
            return value;
        var flags = field.Shape.PointsToReadOnly ? ValueFlags.ReadOnly | ValueFlags.Strict : ValueFlags.None;
        return value with { Reference = holder, Flags = flags };
    }

    private void LoadFieldAddress()
    {
        var field = InstanceField();
        var owner = Pop();
        CheckFieldOwner(owner, field, allowValue: false);
        if (field.Type is ManagedPointerType)
            Report("ByrefOfByref", $"the address of {field} of type {field.Type}");
        var flags = owner.Kind == StackKind.ByReference ? owner.Flags & (ValueFlags.ReadOnly | ValueFlags.Strict) : ValueFlags.None;
        if (field.Definition.IsInitOnly && !MayInitialize(owner, field))
            flags |= ValueFlags.ReadOnly | ValueFlags.Strict;
        var isByRefLike = _relations.IsByRefLike(field.Type);
        Push(new StackValue(StackKind.ByReference, field.Type, flags)
        {
            Reference = owner.Kind == StackKind.ByReference ? owner.Reference : ReferenceScope.Caller,
            Value = isByRefLike ? owner.Value : ReferenceScope.Caller,
            Origin = isByRefLike ? owner.Origin : StackValue.NoOrigin,
        });
    }

    private void StoreField()
    {
        var field = InstanceField();
        var value = Pop();
        var owner = Pop();
        CheckFieldOwner(owner, field, allowValue: false);
        if (owner.Kind == StackKind.ByReference && owner.Has(ValueFlags.ReadOnly))
            Report("ReadOnlyIllegalWrite", $"a store to {field} through {owner}", "a writable reference");
        if (field.Definition.IsInitOnly && !MayInitialize(owner, field))
            Report("InitOnly", $"a store to {field}", "initonly fields are written by their own constructor or init accessor");
        CheckAssignable(value, field.Type);
        if (field.Type is ManagedPointerType)
        {
            if (value.Has(ValueFlags.ReadOnly) && !field.Shape.PointsToReadOnly)
                Report("ReadOnlyIllegalWrite", $"a read-only reference stored in {field}", "a ref readonly field");
            StoreContent(owner, value.Reference, whole: false);
        }
        else if (_relations.IsByRefLike(field.Type))
        {
            StoreContent(owner, value.Value, whole: false);
        }
    }

    private FieldUse InstanceField()
    {
        var field = FieldOperand();
        if (field.Definition.IsStatic)
        {
            Report("ExpectedFieldToken", $"the static field {field}", "an instance field");
            throw new StackShapeException();
        }
        return field;
    }

    private void CheckFieldOwner(StackValue owner, FieldUse field, bool allowValue)
    {
        CheckTypeUse(field.Owner, "UnsatisfiedFieldParentInst");
        var fits = owner.Kind switch
        {
            StackKind.Unknown => true,
            StackKind.Object => !field.DeclaringType.Info.IsValueType && IsOwnerObject(owner, field),
            StackKind.ByReference => field.Owner.Info.IsValueType && owner.Type == field.Owner,
            StackKind.Value => allowValue && owner.Type == field.Owner,
            _ => false,
        };
        if (!fits)
            Mismatch(owner, field.Owner.Info.IsValueType ? $"{field.Owner}&" : field.Owner.ToString());
        var instance = owner.Kind is StackKind.Object or StackKind.ByReference or StackKind.Value ? owner.Type ?? field.Owner : field.Owner;
        if (!_access.CanUse(field, instance))
            Report("FieldAccess", $"{field} is not accessible from {_definition.DeclaringType.FullName}");
        CheckTypeUse(field.Type);
    }

    /// <summary>Before the base constructor ran, only fields that the class itself declares may be touched.</summary>
    private bool IsOwnerObject(StackValue owner, FieldUse field)
    {
        if (owner.Has(ValueFlags.Uninitialized))
            return field.DeclaringType == _thisType;
        return IsObjectAssignable(owner, field.Owner);
    }

    /// <summary>The present code may write this initonly instance field of this object.</summary>
    private bool MayInitialize(StackValue owner, FieldUse field) =>
        field.DeclaringType == _thisType
        && (owner.Has(ValueFlags.This) || owner.Has(ValueFlags.Uninitialized))
        && (_method.IsConstructor || _method.IsInitAccessor);

    private void LoadStaticField()
    {
        var field = StaticField();
        var isAddress = _instruction.Code == OpCode.Ldsflda;
        if (!isAddress)
        {
            Push(Loaded(field.Type, ReferenceScope.Caller));
            return;
        }
        var isInitialData = field.Definition.RVA != 0;
        var isReadOnly = isInitialData || (field.Definition.IsInitOnly && !IsInOwnTypeInitializer(field));
        Push(new StackValue(StackKind.ByReference, field.Type, isReadOnly ? ValueFlags.ReadOnly | ValueFlags.Strict : ValueFlags.None)
        {
            Detail = isInitialData ? field : null,
        });
    }

    private void StoreStaticField()
    {
        var field = StaticField();
        var value = Pop();
        if (field.Definition.RVA != 0)
            Report("InitOnly", $"a store to {field}, which is initial data of the image");
        else if (field.Definition.IsInitOnly && !IsInOwnTypeInitializer(field))
            Report("InitOnly", $"a store to {field}", "initonly fields are written by their own type initialiser");
        CheckAssignable(value, field.Type);
    }

    private FieldUse StaticField()
    {
        var field = FieldOperand();
        if (!field.Definition.IsStatic || field.Definition.IsLiteral)
        {
            Report("ExpectedStaticField", $"{field}, which is {(field.Definition.IsLiteral ? "a constant" : "an instance field")}");
            throw new StackShapeException();
        }
        CheckTypeUse(field.Owner, "UnsatisfiedFieldParentInst");
        if (!_access.CanUse(field, null))
            Report("FieldAccess", $"{field} is not accessible from {_definition.DeclaringType.FullName}");
        CheckTypeUse(field.Type);
        return field;
    }

    private bool IsInOwnTypeInitializer(FieldUse field) =>
        _definition is { IsStatic: true, Name: ".cctor" } && field.DeclaringType == _thisType;
}
