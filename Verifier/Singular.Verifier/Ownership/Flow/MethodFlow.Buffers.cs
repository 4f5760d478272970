using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Members of Owned and Pinned, slots and queues.</summary>
internal sealed partial class MethodFlow
{
    private static bool IsSlot(IlType owner) => ResourceTypes.IsChannelType(owner, "OwnedSlot`1");

    private static bool IsQueue(IlType owner) => ResourceTypes.IsChannelType(owner, "OwnedQueue`1");

    private void CallOnBuffer(FlowCall call)
    {
        if (!call.Use.HasThis)
        {
            MayThrow();
            _state.Push(OfType(call.Use.ReturnType, 0, Bits.Held));
            return;
        }

        if (call.Receiver.Kind != FlowKind.Address || _kinds[call.Receiver.Index] != ResourceKind.Buffer || _state[call.Receiver.Index].Kind != FlowKind.Resource)
        {
            ReportReference($"{call.Use.Name} is called on a buffer that is in no variable of the method");
            PushUnknown(call);
            return;
        }

        int index = _state[call.Receiver.Index].Index;
        Resource buffer = _state.ResourceAt(index);
        switch (call.Use.Name)
        {
            case "Dispose":
                Release(index, buffer);
                break;
            case "get_IsEmpty":
                // What it says of a stale handle is that it is not empty, so it tells nothing then.
                _state.Push(buffer.Has(Bits.Moved | Bits.Ended | Bits.Lost) ? FlowValue.Plain : FlowValue.Presence(index, whenTrue: false));
                break;
            case "get_Length":
                CheckUsable(buffer, "asked for its length", mayBeNothing: false);
                _state.Push(FlowValue.Plain);
                break;
            case "Pin":
                Pin(index, buffer);
                break;
            default:
                ReportReference($"{call.Use.Name} is called on a buffer");
                MayThrow();
                PushUnknown(call);
                break;
        }
    }

    private void PushUnknown(FlowCall call)
    {
        if (call.Use.ReturnType != _model.Universe.Void)
            _state.Push(OfType(call.Use.ReturnType, 0, Bits.Lost));
    }

    private void Release(int index, Resource buffer)
    {
        CheckNotLost(buffer, "released");
        CheckNotGivenBack(index, buffer);
        if (buffer.Has(Bits.AnyHeld))
        {
            // After an exception it is the pin that should have ended, which the exit reports.
            if (_state.Thrown < 0)
                CheckNotPinned(buffer, "released");
            _state.SetResource(index, buffer.Gives((buffer.States & ~Bits.AnyHeld) | Bits.Ended, Offset));
        }

        _state.ForgetFacts(index);
    }

    private void Pin(int index, Resource buffer)
    {
        CheckUsable(buffer, "pinned", mayBeNothing: false);
        int next = _at + 1;
        int variable = next < _code.Count && !_code.IsLeader(next) ? StoredLocal(_code[next]) : -1;
        if (variable < 0 || _kinds[variable] != ResourceKind.Pin)
        {
            Report(OwnershipCodes.PinPlace, Offset, "a pin that does not go straight into a local variable", "a pin in a local variable", "Write using (var pin = buffer.Pin()) { … }.");
            _state.Push(_state.Add(new Resource(ResourceKind.Pin, Bits.Lost, Offset)));
            return;
        }

        ulong pin = 1UL << _pinNumbers[variable];
        ForgetPin(pin);
        _state.SetResource(index, _state.ResourceAt(index) with { OpenPins = _state.ResourceAt(index).OpenPins | pin });
        _state.Push(_state.Add(new Resource(ResourceKind.Pin, Bits.Held, Offset)));
    }

    /// <summary>A variable gets a new pin: spans of the one before are spans of nothing.</summary>
    private void ForgetPin(ulong pin)
    {
        for (int i = 0; i < _state.VariableCount; i++)
            _state[i] = Staled(_state[i], pin);
        for (int i = 0; i < _state.Depth; i++)
            _state.SetStack(i, Staled(_state.Stack(i), pin));
    }

    private static FlowValue Staled(FlowValue value, ulong pin) =>
        (value.Pins & pin) == 0 ? value : value with { Pins = (value.Pins & ~pin) | StalePin };

    private int StoredLocal(Instruction instruction) => instruction.Code switch
    {
        >= OpCode.Stloc0 and <= OpCode.Stloc3 => Local(instruction.Code - OpCode.Stloc0),
        OpCode.StlocS or OpCode.Stloc => Local(instruction.Operand),
        _ => -1,
    };

    private void CallOnPin(FlowCall call)
    {
        if (call.Receiver.Kind != FlowKind.Address || _kinds[call.Receiver.Index] != ResourceKind.Pin || call.Use.Name is not ("get_Span" or "Dispose"))
        {
            Report(OwnershipCodes.PinPlace, Offset, $"{call.Use.Name} of a pin that is in no local variable of the method", "Span and Dispose of a pin in a local variable", "Write using (var pin = buffer.Pin()) { … }.");
            PushUnknown(call);
            return;
        }

        int variable = call.Receiver.Index;
        ulong bit = 1UL << _pinNumbers[variable];
        if (call.Use.Name == "get_Span")
        {
            CheckPins(bit);
            _state.Push(FlowValue.Plain with { Pins = bit });
            return;
        }

        for (int i = 0; i < _state.Depth; i++)
        {
            if ((_state.Stack(i).Pins & bit) != 0)
                Report(OwnershipCodes.PinEnded, Offset, "a pin ends while a span of it is still to be used", "spans that are used while their pin is open", "End the pin after the call.");
        }

        EndPin(variable, bit);
    }

    private void EndPin(int variable, ulong bit)
    {
        int index = _state[variable].Index;
        Resource pin = _state.ResourceAt(index);
        if (pin.Has(Bits.AnyHeld))
            _state.SetResource(index, pin.Gives((pin.States & ~Bits.AnyHeld) | Bits.Ended, Offset));
        for (int i = 0; i < _state.Resources.Count; i++)
        {
            if ((_state.ResourceAt(i).OpenPins & bit) != 0)
                _state.SetResource(i, _state.ResourceAt(i) with { OpenPins = _state.ResourceAt(i).OpenPins & ~bit });
        }
    }

    /// <summary>Slots and queues give buffers that may be none, and a queue says by a bool which; false when the call is no such.</summary>
    private bool TakeOut(FlowCall call)
    {
        MethodUse use = call.Use;
        if (IsSlot(use.Owner) && _types.KindOf(use.ReturnType) == ResourceKind.Buffer)
        {
            _state.Push(OfType(use.ReturnType, 0, Bits.Held | Bits.Nothing));
            return true;
        }

        if (!IsQueue(use.Owner) || use.Name != "TryDequeue")
            return false;
        if (call.Arguments is not [{ Kind: FlowKind.Address } target] || _kinds[target.Index] != ResourceKind.Buffer)
        {
            ReportReference("a buffer is taken out of a queue into something else than a variable");
            _state.Push(FlowValue.Plain);
            return true;
        }

        FlowValue before = _state[target.Index];
        FlowValue taken = _state.Add(new Resource(ResourceKind.Buffer, Bits.Held | Bits.Nothing, Offset));
        _state[target.Index] = taken;
        CheckDropped(before, "overwritten");
        _state.Push(FlowValue.Presence(taken.Index, whenTrue: true));
        return true;
    }

    /// <summary>A buffer or carrier goes to somebody else; whatever becomes of it then is theirs, exceptions included.</summary>
    private void Move(int index, string how, bool mayBeNothing)
    {
        Resource resource = _state.ResourceAt(index);
        if (resource.Kind == ResourceKind.Pin)
        {
            Report(OwnershipCodes.PinPlace, Offset, $"a pin is {how}", "a pin that stays in its local variable", "Hand on its span.");
            return;
        }

        CheckUsable(resource, how, mayBeNothing);
        CheckNotPinned(resource, how);
        _state.SetResource(index, resource.Gives(Bits.Moved, Offset));
        _state.ForgetFacts(index);
    }

    private void CheckNotPinned(Resource buffer, string how)
    {
        if (buffer.OpenPins != 0)
        {
            Report(OwnershipCodes.Pinned, Offset, $"{Name(buffer)} is {how} while a pin of it may be open", "a buffer without open pins",
                "End the pin first: close its using block before this line.");
        }
    }

    private void CheckNotLost(Resource resource, string how)
    {
        if (resource.Has(Bits.Lost))
            ReportUnclear($"{Name(resource)} is {how}, and on one of the paths here it may be the one in another variable", "Use one variable for it on all paths.");
    }

    private void CheckUsable(Resource resource, string how, bool mayBeNothing = true)
    {
        CheckNotLost(resource, how);
        string where = resource.Gone >= 0 ? $" at IL_{resource.Gone:x4}" : "";
        if (resource.Has(Bits.Moved | Bits.Ended))
        {
            if (resource.IsBuffer)
                Report(OwnershipCodes.AfterMove, Offset, $"{Name(resource)} is {how} where it may have been handed on or released{where}", "a buffer that is held on every path here", "Use it before it is handed on, or take a new one.");
            else if (resource.Kind != ResourceKind.Pin)
                Report(OwnershipCodes.EndpointEnded, Offset, $"{Name(resource)} is {how} where it may have been ended or handed on{where}", "an endpoint that is open on every path here", "Use it before that.");
        }
        else if (!mayBeNothing && resource.Has(Bits.Nothing | Bits.Untracked))
        {
            Report(OwnershipCodes.MaybeNothing, Offset, $"{Name(resource)} is {how} where there may be none", "a buffer that is held on every path here",
                "Test IsEmpty (or what TryDequeue gave, or the result's IsOk) first.");
        }
    }
}
