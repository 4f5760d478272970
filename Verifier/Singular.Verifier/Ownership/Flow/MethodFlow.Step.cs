using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>What each instruction takes and gives. Types are taken as verified; what does not fit them ends the analysis with a finding.</summary>
internal sealed partial class MethodFlow
{
    private void Step()
    {
        long operand = _instruction.Operand;
        switch (_instruction.Code)
        {
            case OpCode.Nop or OpCode.Break:
                break;
            case >= OpCode.Ldarg0 and <= OpCode.Ldarg3:
                Load(Argument(_instruction.Code - OpCode.Ldarg0));
                break;
            case OpCode.LdargS or OpCode.Ldarg:
                Load(Argument(operand));
                break;
            case OpCode.LdargaS or OpCode.Ldarga:
                LoadAddress(Argument(operand));
                break;
            case OpCode.StargS or OpCode.Starg:
                Store(Argument(operand));
                break;
            case >= OpCode.Ldloc0 and <= OpCode.Ldloc3:
                Load(Local(_instruction.Code - OpCode.Ldloc0));
                break;
            case OpCode.LdlocS or OpCode.Ldloc:
                Load(Local(operand));
                break;
            case OpCode.LdlocaS or OpCode.Ldloca:
                LoadAddress(Local(operand));
                break;
            case >= OpCode.Stloc0 and <= OpCode.Stloc3:
                Store(Local(_instruction.Code - OpCode.Stloc0));
                break;
            case OpCode.StlocS or OpCode.Stloc:
                Store(Local(operand));
                break;
            case OpCode.Ldnull:
                _state.Push(new FlowValue(FlowKind.Null));
                break;
            case >= OpCode.LdcI4M1 and <= OpCode.LdcI48:
                Constant((int)_instruction.Code - (int)OpCode.LdcI40);
                break;
            case OpCode.LdcI4S or OpCode.LdcI4:
                Constant((int)operand);
                break;
            case OpCode.LdcI8 or OpCode.LdcR4 or OpCode.LdcR8 or OpCode.Ldstr or OpCode.Sizeof or OpCode.Ldtoken or OpCode.Ldftn:
                _state.Push(FlowValue.Plain);
                break;
            case OpCode.Dup:
                _state.Push(_state.Peek());
                break;
            case OpCode.Pop:
                CheckDropped(_state.Pop(), "dropped");
                break;
            case >= OpCode.LdindI1 and <= OpCode.LdindRef:
                LoadIndirect(null);
                break;
            case (>= OpCode.StindRef and <= OpCode.StindR8) or OpCode.StindI or OpCode.Stobj:
                StoreIndirect();
                break;
            case OpCode.Ldobj:
                LoadIndirect(TypeOperand());
                break;
            case OpCode.Cpobj:
                LoadIndirect(TypeOperand());
                StoreIndirect();
                break;
            case OpCode.Initobj:
                Clear(_state.Pop());
                break;
            case OpCode.Ldfld or OpCode.Ldflda or OpCode.Stfld or OpCode.Ldsfld or OpCode.Ldsflda or OpCode.Stsfld:
                StepField();
                break;
            case OpCode.Call or OpCode.Callvirt or OpCode.Newobj:
                Call();
                break;
            case OpCode.Ldvirtftn:
                Take(1);
                MayThrow();
                _state.Push(FlowValue.Plain);
                break;
            case OpCode.Castclass:
                // The same object, or an exception.
                MayThrow();
                break;
            case OpCode.Isinst or OpCode.Box or OpCode.Unbox or OpCode.UnboxAny or OpCode.Newarr or OpCode.Ldlen or OpCode.Ckfinite:
                Take(1);
                MayThrow();
                _state.Push(_instruction.Code == OpCode.UnboxAny ? OfType(TypeOperand(), 0, Bits.Untracked) : FlowValue.Plain);
                break;
            case OpCode.Ldelema or OpCode.Ldelem or (>= OpCode.LdelemI1 and <= OpCode.LdelemRef):
                Take(2);
                MayThrow();
                _state.Push(_instruction.Code == OpCode.Ldelem ? OfType(TypeOperand(), 0, Bits.Untracked) : FlowValue.Plain);
                break;
            case OpCode.Stelem or (>= OpCode.StelemI and <= OpCode.StelemRef):
                Take(3);
                MayThrow();
                break;
            case OpCode.Localloc:
                Take(1);
                _state.Push(FlowValue.Plain);
                break;
            case OpCode.Cpblk or OpCode.Initblk:
                Take(3);
                break;
            case OpCode.Ret:
                Return();
                break;
            case OpCode.Throw:
                Take(1);
                _falls = false;
                MayThrow();
                break;
            case OpCode.Rethrow:
                _falls = false;
                MayThrow();
                break;
            case OpCode.Leave or OpCode.LeaveS:
                Leave(_code.TargetOf(_at));
                break;
            case OpCode.Endfinally:
                EndHandler();
                break;
            case OpCode.Endfilter:
                // Whichever way a filter decides, its handlers were entered when the exception passed.
                _falls = false;
                break;
            default:
                if (!StepNumber())
                    StepJump();
                break;
        }
    }

    private void Constant(int number) => _state.Push(new FlowValue(FlowKind.Constant, number));

    private IlType? TypeOperand() => _model.Verification.TypeAt(_instruction.Token);

    /// <summary>Takes values off the stack that are used up where they cannot be followed.</summary>
    private void Take(int count)
    {
        for (int i = 0; i < count; i++)
            Keep(_state.Pop());
    }

    private bool StepNumber()
    {
        switch (_instruction.Code)
        {
            case OpCode.Add or OpCode.Sub:
                FlowValue right = _state.Pop();
                FlowValue left = _state.Pop();
                bool areKnown = left.Kind == FlowKind.Constant && right.Kind == FlowKind.Constant;
                int sum = _instruction.Code == OpCode.Add ? unchecked(left.Index + right.Index) : unchecked(left.Index - right.Index);
                _state.Push(areKnown ? new FlowValue(FlowKind.Constant, sum) : FlowValue.Plain);
                return true;
            case OpCode.Mul or OpCode.Div or OpCode.DivUn or OpCode.Rem or OpCode.RemUn or OpCode.And or OpCode.Or or OpCode.Xor
                or OpCode.Shl or OpCode.Shr or OpCode.ShrUn or (>= OpCode.AddOvf and <= OpCode.SubOvfUn):
                Take(2);
                if (_instruction.Code is OpCode.Div or OpCode.DivUn or OpCode.Rem or OpCode.RemUn or (>= OpCode.AddOvf and <= OpCode.SubOvfUn))
                    MayThrow();
                _state.Push(FlowValue.Plain);
                return true;
            case OpCode.Neg or OpCode.Not:
                Take(1);
                _state.Push(FlowValue.Plain);
                return true;
            case OpCode.Ceq or OpCode.Cgt or OpCode.CgtUn or OpCode.Clt or OpCode.CltUn:
                Compare();
                return true;
            case (>= OpCode.ConvI1 and <= OpCode.ConvU8) or OpCode.ConvRUn or OpCode.ConvU2 or OpCode.ConvU1 or OpCode.ConvI or OpCode.ConvU:
                Take(1);
                _state.Push(FlowValue.Plain);
                return true;
            case (>= OpCode.ConvOvfI1Un and <= OpCode.ConvOvfUUn) or (>= OpCode.ConvOvfI1 and <= OpCode.ConvOvfU8) or OpCode.ConvOvfI or OpCode.ConvOvfU:
                Take(1);
                MayThrow();
                _state.Push(FlowValue.Plain);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A comparison with null or false says what the compared value says, or the opposite.</summary>
    private void Compare()
    {
        FlowValue right = _state.Pop();
        FlowValue left = _state.Pop();
        OpCode code = _instruction.Code;
        if (left.Kind == FlowKind.Constant && right.Kind == FlowKind.Constant && Holds(code, left.Index, right.Index) is { } known)
            Constant(known ? 1 : 0);
        else if (left.Kind == FlowKind.Fact && right is { Kind: FlowKind.Constant, Index: 0 } && code is OpCode.Ceq or OpCode.CgtUn)
            _state.Push(code == OpCode.Ceq ? left.Negated : left);
        else if (left.Kind == FlowKind.Resource && right.Kind == FlowKind.Null && code is OpCode.Ceq or OpCode.CgtUn)
            _state.Push(FlowValue.Presence(left.Index, whenTrue: code == OpCode.CgtUn));
        else
            _state.Push(FlowValue.Plain);
    }

    private static bool? Holds(OpCode code, int left, int right) => code switch
    {
        OpCode.Ceq or OpCode.Beq or OpCode.BeqS => left == right,
        OpCode.BneUn or OpCode.BneUnS => left != right,
        OpCode.Cgt or OpCode.Bgt or OpCode.BgtS => left > right,
        OpCode.Clt or OpCode.Blt or OpCode.BltS => left < right,
        OpCode.Bge or OpCode.BgeS => left >= right,
        OpCode.Ble or OpCode.BleS => left <= right,
        OpCode.CgtUn or OpCode.BgtUn or OpCode.BgtUnS => (uint)left > (uint)right,
        OpCode.CltUn or OpCode.BltUn or OpCode.BltUnS => (uint)left < (uint)right,
        OpCode.BgeUn or OpCode.BgeUnS => (uint)left >= (uint)right,
        OpCode.BleUn or OpCode.BleUnS => (uint)left <= (uint)right,
        _ => null,
    };

    private void StepJump()
    {
        switch (_instruction.Code)
        {
            case OpCode.Br or OpCode.BrS:
                _falls = false;
                Flow(_state, _completion, _code.TargetOf(_at));
                break;
            case OpCode.Brtrue or OpCode.BrtrueS:
                Branch(_state.Pop(), jumpsWhen: true);
                break;
            case OpCode.Brfalse or OpCode.BrfalseS:
                Branch(_state.Pop(), jumpsWhen: false);
                break;
            case (>= OpCode.BeqS and <= OpCode.BltUnS) or (>= OpCode.Beq and <= OpCode.BltUn):
                FlowValue right = _state.Pop();
                FlowValue left = _state.Pop();
                bool? known = left.Kind == FlowKind.Constant && right.Kind == FlowKind.Constant ? Holds(_instruction.Code, left.Index, right.Index) : null;
                if (known != false)
                    Flow(_state, _completion, _code.TargetOf(_at));
                _falls = known != true;
                break;
            case OpCode.Switch:
                Switch(_state.Pop());
                break;
            default:
                throw new FlowShapeException($"it uses {OpCodeTable.NameOf(_instruction.Code)}");
        }
    }

    private void Branch(FlowValue condition, bool jumpsWhen)
    {
        FlowState jumping = _state.Clone();
        if (Assume(jumping, condition, jumpsWhen))
            Flow(jumping, _completion, _code.TargetOf(_at));
        _falls = Assume(_state, condition, !jumpsWhen);
    }

    /// <summary>What a condition says when it holds or not; false when it cannot be so.</summary>
    private static bool Assume(FlowState state, FlowValue condition, bool isTrue)
    {
        if (condition.Kind == FlowKind.Resource)
            condition = FlowValue.Presence(condition.Index, whenTrue: true);
        switch (condition.Kind)
        {
            case FlowKind.Constant:
                return condition.Index != 0 == isTrue;
            case FlowKind.Null:
                return !isTrue;
            case FlowKind.This:
                return isTrue;
            case FlowKind.Fact:
                Resource resource = state.ResourceAt(condition.Index);
                ulong states = resource.States & (isTrue ? condition.IfTrue : condition.IfFalse);
                state.SetResource(condition.Index, resource with { States = states });
                return states != 0;
            default:
                return true;
        }
    }

    private void Switch(FlowValue value)
    {
        ReadOnlySpan<int> targets = _code.SwitchTargets(_at);
        _model.Budget.Spend(targets.Length);
        for (int i = 0; i < targets.Length; i++)
        {
            if (value.Kind != FlowKind.Constant || value.Index == i)
                Flow(_state, _completion, targets[i]);
        }

        _falls = value.Kind != FlowKind.Constant || (uint)value.Index >= (uint)targets.Length;
    }
}
