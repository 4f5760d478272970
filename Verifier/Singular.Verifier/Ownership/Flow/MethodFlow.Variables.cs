using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Arguments and locals: loads, stores, addresses.</summary>
internal sealed partial class MethodFlow
{
    private int Argument(long operand) => operand < _body.ArgumentCount ? (int)operand : throw new FlowShapeException($"there is no argument {operand}");

    private int Local(long operand)
    {
        long variable = _body.ArgumentCount + operand;
        return operand < _body.LocalCount ? (int)variable : throw new FlowShapeException($"there is no local {operand}");
    }

    private void Load(int variable)
    {
        if (_kinds[variable] == ResourceKind.Pin)
            Report(OwnershipCodes.PinPlace, Offset, "a copy of a pin", "a pin that stays in its local variable", "Use pin.Span where the pin is declared, and hand on the span.");
        CheckPins(_state[variable].Pins);
        _state.Push(_state[variable]);
    }

    private void Store(int variable)
    {
        FlowValue value = _state.Pop();
        FlowValue before = _state[variable];
        if (_kinds[variable] == ResourceKind.None)
        {
            // Kept under another type, nothing can be proved of an endpoint any more.
            if (value.Kind == FlowKind.Resource)
                Keep(value);
            bool isKnown = value.Kind is not (FlowKind.Resource or FlowKind.This) && !(_body.HasAddress(variable) && value.Kind is FlowKind.Constant or FlowKind.Fact);
            _state[variable] = isKnown ? value : FlowValue.Plain with { Pins = value.Pins };
            return;
        }

        CheckOutsideFilter();
        _state[variable] = value.Kind == FlowKind.Resource ? value : _state.Add(Stored(variable, value));
        CheckDropped(before, "overwritten");
    }

    /// <summary>What a variable holds when something is stored that is no resource: null, or an object of the driver's own.</summary>
    private Resource Stored(int variable, FlowValue value) =>
        Empty(variable) with { States = value.Kind == FlowKind.Null ? Bits.Nothing : _kinds[variable] is ResourceKind.Endpoint or ResourceKind.EndpointCarrier ? Bits.Untracked : Bits.Lost };

    private void LoadAddress(int variable) => _state.Push(new FlowValue(FlowKind.Address, variable));

    /// <summary>Writes the zero value into what an address names.</summary>
    private void Clear(FlowValue address)
    {
        if (address.Kind != FlowKind.Address)
            return;
        if (_kinds[address.Index] != ResourceKind.None)
            CheckOutsideFilter();
        FlowValue before = _state[address.Index];
        _state[address.Index] = _kinds[address.Index] == ResourceKind.None ? FlowValue.Plain : _state.Add(Empty(address.Index));
        CheckDropped(before, "overwritten");
    }

    /// <summary>Loads the value behind an address.</summary>
    private void LoadIndirect(IlType? type)
    {
        FlowValue address = _state.Pop();
        if (address.Kind == FlowKind.Address)
        {
            Load(address.Index);
            return;
        }

        CheckPins(address.Pins);
        _state.Push(OfType(type, address.Pins | PinsBehind(address, type), Bits.Untracked));
    }

    /// <summary>A reference of which it is not known to what may be one to any span variable of the method.</summary>
    private ulong PinsBehind(FlowValue address, IlType? pointee)
    {
        if (address.Kind is FlowKind.This or FlowKind.Address || _pinVariables.Count == 0 || pointee is null || !_relations.IsByRefLike(pointee))
            return 0;
        ulong pins = 0;
        for (int i = 0; i < _state.VariableCount; i++)
            pins |= _state[i].Pins;
        return pins;
    }

    /// <summary>A span went behind a reference of which it is not known to what: it may be in any span variable now.</summary>
    private void TaintAll(ulong pins)
    {
        for (int i = 0; i < _body.Variables.Length && pins != 0; i++)
        {
            if (_kinds[i] == ResourceKind.None && _relations.IsByRefLike(_body.Variables[i]))
                _state[i] = _state[i] with { Pins = _state[i].Pins | pins };
        }
    }

    /// <summary>Stores a value behind an address.</summary>
    private void StoreIndirect()
    {
        FlowValue value = _state.Pop();
        FlowValue address = _state.Pop();
        if (address.Kind == FlowKind.Address)
        {
            _state.Push(value);
            Store(address.Index);
            return;
        }

        CheckPins(address.Pins);
        if (address.Kind != FlowKind.This)
            TaintAll(value.Pins);
        if (value.Kind == FlowKind.Resource)
            Keep(value);
    }

    /// <summary>
    /// A value goes where it cannot be followed. Of an endpoint that is allowed: what is kept is checked with every call. A buffer there
    /// is refused, by the rule about places or here.
    /// </summary>
    private void Keep(FlowValue value)
    {
        if (value.Kind != FlowKind.Resource)
            return;
        Resource resource = _state.ResourceAt(value.Index);
        CheckUsable(resource, "kept");
        if (resource.IsEndpoint)
            _state.SetResource(value.Index, resource.Gives(Bits.Untracked, Offset));
        else
            _state.SetResource(value.Index, resource.Gives(Bits.Moved, Offset));
        _state.ForgetFacts(value.Index);
    }

    /// <summary>A value that a load or call gives, of which nothing is known but its type. A buffer out of a place where none may be
    /// was reported with the place.</summary>
    private FlowValue OfType(IlType? type, ulong pins, ulong states)
    {
        ResourceKind kind = _types.KindOf(type);
        if (kind is ResourceKind.Buffer or ResourceKind.BufferCarrier or ResourceKind.Pin && states == Bits.Untracked)
            return _state.Add(new Resource(kind, Bits.Held, Offset) { IsBorrowed = true });
        if (kind != ResourceKind.None)
            return _state.Add(new Resource(kind, states, Offset) { Contract = _types.ProtocolOf(type!) });
        bool mayHoldPins = pins != 0 && type is not null && (type is ManagedPointerType || _relations.IsByRefLike(type));
        return mayHoldPins ? FlowValue.Plain with { Pins = pins } : FlowValue.Plain;
    }

    /// <summary>The pins that what a value names may depend on.</summary>
    private ulong PinsOf(FlowValue value) => value.Kind == FlowKind.Address ? _state[value.Index].Pins : value.Pins;

    private void CheckPins(ulong pins)
    {
        if (pins == 0)
            return;
        bool ended = (pins & StalePin) != 0;
        for (int i = 0; i < _pinVariables.Count && !ended; i++)
            ended = (pins >> i & 1) != 0 && _state[_pinVariables[i]] is var pin && (pin.Kind != FlowKind.Resource || _state.ResourceAt(pin.Index).Has(~Bits.AnyHeld));
        if (ended)
        {
            Report(OwnershipCodes.PinEnded, Offset, "a span or reference is used whose pin may have ended", "spans that are used while their pin is open",
                "Move the use into the using block of the pin, or copy the data.");
        }
    }

    private void ReportReference(string what) =>
        Report(OwnershipCodes.Reference, Offset, what, "buffers handed on by value", "Pass the buffer itself; to give it back, return it.");

    private void ReportUnclear(string what, string advice) => Report(OwnershipCodes.Unclear, Offset, what, "code that can be followed", advice);
}
