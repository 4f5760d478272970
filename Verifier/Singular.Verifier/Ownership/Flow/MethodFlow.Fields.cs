using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Fields. Endpoints in them are checked when they are called; buffers are in none but those of state machines.</summary>
internal sealed partial class MethodFlow
{
    private void StepField()
    {
        FieldUse field = _model.Verification.FieldAt(_instruction.Token) ?? throw new FlowShapeException("it names a field that is none");
        switch (_instruction.Code)
        {
            case OpCode.Ldsfld or OpCode.Ldsflda:
                MayThrow();
                _state.Push(_instruction.Code == OpCode.Ldsfld ? OfType(field.Type, 0, Bits.Untracked) : FlowValue.Plain);
                break;
            case OpCode.Stsfld:
                Take(1);
                MayThrow();
                break;
            case OpCode.Stfld when VariableOf(field, _state.Peek(1)) is >= 0 and var stored:
                FlowValue value = _state.Pop();
                _state.Pop();
                _state.Push(value);
                Store(stored);
                break;
            case OpCode.Ldfld when VariableOf(field, _state.Peek()) is >= 0 and var loaded:
                _state.Pop();
                Load(loaded);
                break;
            case OpCode.Ldflda when VariableOf(field, _state.Peek()) is >= 0 and var named:
                _state.Pop();
                LoadAddress(named);
                break;
            case OpCode.Stfld:
                StoreField(field);
                break;
            default:
                LoadField(field);
                break;
        }
    }

    private void LoadField(FieldUse field)
    {
        FlowValue owner = _state.Pop();
        ulong pins = PinsOf(owner) | PinsBehind(owner, field.Owner);
        CheckPins(pins);
        if (MayBeNull(owner, field))
            MayThrow();
        bool isAddress = _instruction.Code == OpCode.Ldflda;
        if (owner.Kind == FlowKind.Resource)
            CheckDropped(owner, "dropped");
        _state.Push(isAddress ? FlowValue.Plain with { Pins = pins } : OfType(field.Type, pins, Bits.Untracked));
    }

    private void StoreField(FieldUse field)
    {
        FlowValue value = _state.Pop();
        FlowValue owner = _state.Pop();
        Keep(value);
        CheckPins(owner.Pins);
        if (owner.Kind == FlowKind.Address && _kinds[owner.Index] == ResourceKind.None)
            _state[owner.Index] = _state[owner.Index] with { Pins = _state[owner.Index].Pins | value.Pins };
        else if (owner.Kind != FlowKind.This)
            TaintAll(value.Pins);
        if (MayBeNull(owner, field))
            MayThrow();
    }

    /// <summary>A state machine is at hand where it was just made.</summary>
    private static bool MayBeNull(FlowValue owner, FieldUse field) =>
        owner.Kind is FlowKind.Plain or FlowKind.Null && !StateMachine.Is(field.Definition.DeclaringType);
}
