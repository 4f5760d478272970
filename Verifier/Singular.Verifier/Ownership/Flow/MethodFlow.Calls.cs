using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Calls: what they take, what they may throw, what they give.</summary>
internal sealed partial class MethodFlow
{
    private void Call()
    {
        MethodUse use = _model.Verification.MethodAt(_instruction.Token) ?? throw new FlowShapeException("it calls what is no method");
        bool isNew = _instruction.Code == OpCode.Newobj;
        var arguments = new FlowValue[use.Parameters.Length];
        for (int i = arguments.Length - 1; i >= 0; i--)
            arguments[i] = _state.Pop();
        FlowValue receiver = use.HasThis && !isNew ? _state.Pop() : FlowValue.Plain;
        var call = new FlowCall(use, receiver, arguments, UsePins(use, receiver, arguments));
        CheckCallInFilter(call);
        IlType owner = (_instruction.Prefixes & Prefixes.Constrained) != 0 ? _model.Verification.TypeAt(_instruction.ConstrainedTo) ?? use.Owner : use.Owner;
        switch (_types.KindOf(owner))
        {
            case ResourceKind.Buffer:
                CallOnBuffer(call);
                break;
            case ResourceKind.Pin:
                CallOnPin(call);
                break;
            case ResourceKind.BufferCarrier or ResourceKind.EndpointCarrier:
                CallOnCarrier(call);
                break;
            case ResourceKind.Endpoint when use.HasThis && receiver.Kind == FlowKind.Resource:
                CallOnEndpoint(call);
                break;
            case ResourceKind.None when IsOutcome(call):
                FlowValue outcome = _state[receiver.Index];
                _state.Push(outcome with { Kind = FlowKind.Fact });
                break;
            default:
                CallOther(call);
                break;
        }
    }

    /// <summary>All pins on which the arguments depend; what a callee could store into a span variable, it may have stored.</summary>
    private ulong UsePins(MethodUse use, FlowValue receiver, FlowValue[] arguments)
    {
        bool constructs = use.IsConstructor && receiver.Kind == FlowKind.Address;
        ulong pins = constructs ? 0 : PinsOf(receiver);
        if (use.HasThis)
            pins |= PinsBehind(receiver, use.Owner);
        for (int i = 0; i < arguments.Length; i++)
            pins |= PinsOf(arguments[i]) | PinsBehind(arguments[i], (use.Parameters[i] as ManagedPointerType)?.Element);
        CheckPins(pins);
        if (pins == 0)
            return 0;
        if (use.Shape is not { IsReadOnlyInstance: true })
            Taint(receiver, use.Owner, pins, replaces: constructs);
        for (int i = 0; i < arguments.Length; i++)
        {
            if (use.Shape is null || !use.Shape.Parameters[i].IsReadOnly)
                Taint(arguments[i], (use.Parameters[i] as ManagedPointerType)?.Element, pins, replaces: false);
        }

        return pins;
    }

    private void Taint(FlowValue address, IlType? pointee, ulong pins, bool replaces)
    {
        if (address.Kind is FlowKind.Plain && pointee is not null && _relations.IsByRefLike(pointee))
            TaintAll(pins);
        if (address.Kind != FlowKind.Address || _kinds[address.Index] != ResourceKind.None || !_relations.IsByRefLike(_body.Variables[address.Index]))
            return;
        FlowValue variable = _state[address.Index];
        _state[address.Index] = variable with { Pins = replaces ? pins : variable.Pins | pins };
    }

    /// <summary>Anything that is no member of what is followed: own methods, the platform, delegates, slots and queues.</summary>
    private void CallOther(FlowCall call)
    {
        MethodUse use = call.Use;
        bool isBuilder = StateMachine.IsBuilder(_model.Universe, use.Owner);
        if (call.Receiver.Kind == FlowKind.Address && _kinds[call.Receiver.Index] is not (ResourceKind.None or ResourceKind.Endpoint))
            ReportReference($"{use.Name} is called on {NameOfVariable(call.Receiver.Index)} by address");
        MethodSummary? summary = SummaryFor(call);
        for (int i = 0; i < call.Arguments.Length; i++)
            Pass(call, i, summary, isBuilder);
        FlowState thrown = _state.Clone();
        if (summary is not null)
            ApplySummary(call, thrown, summary.AfterException);
        if (!isBuilder && !(_instruction.Code == OpCode.Newobj && StateMachine.Is(use.Definition?.DeclaringType)))
            MayThrow(thrown);
        if (summary is not null && !ApplySummary(call, _state, summary.After))
        {
            _falls = false;
            return;
        }

        if (call.Receiver.Kind == FlowKind.Resource)
            CheckDropped(call.Receiver, "dropped");
        if (!TakeOut(call))
        {
            PushResult(call, summary);
            NoteGivenBack(call, summary);
        }
    }

    /// <summary>One argument: buffers move, endpoints are lent to own methods and kept by others.</summary>
    private void Pass(FlowCall call, int index, MethodSummary? summary, bool isBuilder)
    {
        MethodUse use = call.Use;
        FlowValue value = call.Arguments[index];
        if (value.Kind == FlowKind.Address)
        {
            PassAddress(call, index, isBuilder);
            return;
        }

        if (isBuilder && use.Name == "SetResult")
        {
            GiveBack(value);
            return;
        }

        if (value.Kind != FlowKind.Resource)
            return;
        Resource resource = _state.ResourceAt(value.Index);
        if (resource.Kind == ResourceKind.Endpoint)
        {
            if (summary is null || _types.KindOf(use.Parameters[index]) != ResourceKind.Endpoint)
                Keep(value);
            else
                CheckLent(call, index, resource);
            return;
        }

        bool mayBeNothing = resource.Kind != ResourceKind.Buffer || (IsSlot(use.Owner) && use.Name == "Exchange");
        Move(value.Index, $"passed to {use.Name}", mayBeNothing);
    }

    private void PassAddress(FlowCall call, int index, bool isBuilder)
    {
        int variable = call.Arguments[index].Index;
        bool isDequeued = IsQueue(call.Use.Owner) && call.Use.Name == "TryDequeue";
        switch (_kinds[variable])
        {
            case ResourceKind.None:
                _state[variable] = FlowValue.Plain with { Pins = _state[variable].Pins };
                break;
            case ResourceKind.Endpoint or ResourceKind.EndpointCarrier when !isBuilder:
                FlowValue before = _state[variable];
                Keep(before);
                _state[variable] = _state.Add(Empty(variable) with { States = Bits.Untracked });
                break;
            case ResourceKind.Pin:
                Report(OwnershipCodes.PinPlace, Offset, $"a pin passed by reference to {call.Use.Name}", "a pin that stays in its local variable", "Hand on its span.");
                break;
            default:
                if (!isBuilder && !isDequeued)
                    ReportReference($"{NameOfVariable(variable)} is passed by reference to {call.Use.Name}");
                break;
        }
    }

    /// <summary>One endpoint must not come in by two parameters: what the callee does to the one it would not see in the other.</summary>
    private void CheckLent(FlowCall call, int index, Resource resource)
    {
        CheckUsable(resource, $"passed to {call.Use.Name}");
        for (int i = 0; i < index; i++)
        {
            if (call.Arguments[i].Kind == FlowKind.Resource && call.Arguments[i].Index == call.Arguments[index].Index)
                ReportUnclear($"{Name(resource)} is passed twice to {call.Use.Name}", "Pass it once.");
        }
    }

    private MethodSummary? SummaryFor(FlowCall call)
    {
        MethodUse use = call.Use;
        bool needsOne = _types.KindOf(use.ReturnType) != ResourceKind.None
            || Array.Exists(use.Parameters, p => _types.KindOf(p) == ResourceKind.Endpoint);
        if (!needsOne || use.Definition is not { } definition || definition.Module != _model.Verification.Module)
            return null;
        var passed = new ulong[use.Parameters.Length];
        for (int i = 0; i < passed.Length; i++)
        {
            passed[i] = call.Arguments[i] switch
            {
                { Kind: FlowKind.Resource } value => _state.ResourceAt(value.Index).States,
                { Kind: FlowKind.Null } => Bits.Nothing,
                _ => Bits.Untracked,
            };
        }

        return _model.Summaries.Of(use, _instruction.Code == OpCode.Callvirt, passed);
    }

    /// <summary>False when the callee never comes back this way.</summary>
    private bool ApplySummary(FlowCall call, FlowState state, ulong[] after)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            FlowValue value = call.Arguments[i];
            if (value.Kind != FlowKind.Resource || _types.KindOf(call.Use.Parameters[i]) != ResourceKind.Endpoint)
                continue;
            if (after[i] == 0)
                return false;
            Resource resource = state.ResourceAt(value.Index);
            if (resource.States == after[i])
                continue;
            state.SetResource(value.Index, resource.Gives(after[i], (after[i] & Bits.AnyHeld) == after[i] ? resource.Gone : Offset));
            state.ForgetFacts(value.Index);
        }

        return true;
    }

    private void PushResult(FlowCall call, MethodSummary? summary)
    {
        MethodUse use = call.Use;
        if (_instruction.Code == OpCode.Newobj)
        {
            _state.Push(_relations.IsByRefLike(use.Owner) ? FlowValue.Plain with { Pins = call.Pins } : FlowValue.Plain);
            return;
        }

        if (use.ReturnType == _model.Universe.Void)
            return;
        ulong states = summary?.Returned ?? (OwnershipModel.IsPlatform(use.Definition) && !MayBeTask(use.ReturnType) ? Bits.Untracked : FirstStates(use.ReturnType));
        if (_types.KindOf(use.ReturnType) != ResourceKind.None && states == 0)
            _falls = false;
        else
            _state.Push(OfType(use.ReturnType, call.Pins, states));
    }

    /// <summary>Buffers, and tasks of anything, are never kept in collections of the platform; endpoints and their results may be.</summary>
    private bool MayBeTask(IlType type) => _types.KindOf(type) is ResourceKind.Buffer or ResourceKind.BufferCarrier
        || (_types.KindOf(type) == ResourceKind.EndpointCarrier && !ResourceTypes.IsChannelType(type, "Result`2"));

    /// <summary>What may be true of what a call gives of which no more is known.</summary>
    private ulong FirstStates(IlType type) => _types.KindOf(type) switch
    {
        ResourceKind.BufferCarrier or ResourceKind.EndpointCarrier =>
            ResourceTypes.IsChannelType(type, "Result`2") ? Bits.Held | Bits.Nothing : FirstStates(ResourceTypes.PayloadOf(type)),
        _ => Bits.Held,
    };

    private string NameOfVariable(int variable) => variable < _body.ArgumentCount ? $"argument {variable}" : $"local {variable - _body.ArgumentCount}";
}
