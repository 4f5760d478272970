using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Results and tasks that carry a buffer or an endpoint until it is taken out.</summary>
internal sealed partial class MethodFlow
{
    private bool IsOutcome(FlowCall call) =>
        call.Use.Name == "get_IsOk" && ResourceTypes.IsChannelType(call.Use.Owner, "Result`2") && call.Receiver.Kind == FlowKind.Address
        && _state[call.Receiver.Index].Kind == FlowKind.Outcome;

    private void CallOnCarrier(FlowCall call)
    {
        if (!call.Use.HasThis || _instruction.Code == OpCode.Newobj)
        {
            Wrap(call);
            return;
        }

        if (call.Receiver.Kind != FlowKind.Address || _state[call.Receiver.Index].Kind != FlowKind.Resource)
        {
            CallOnKeptCarrier(call);
            return;
        }

        int index = _state[call.Receiver.Index].Index;
        Resource carrier = _state.ResourceAt(index);
        switch (call.Use.Name)
        {
            case "get_IsOk":
                _state.Push(FlowValue.Presence(index, whenTrue: true));
                break;
            case "get_Error":
                TakeError(call, index, carrier);
                break;
            case "get_Value":
                TakeValue(call, index, carrier);
                break;
            case "GetAwaiter":
                Unwrap(call, index, carrier);
                break;
            case "GetResult" or "get_Result":
                CheckUsable(carrier, "awaited");
                _state.SetResource(index, carrier.Gives(Bits.Moved, Offset));
                MayThrow();
                _state.SetResource(index, carrier);
                Unwrap(call, index, carrier);
                break;
            case "get_IsCompleted" or "get_IsCompletedSuccessfully" or "get_IsFaulted" or "get_IsCanceled":
                _state.Push(FlowValue.Plain);
                break;
            default:
                ReportReference($"{call.Use.Name} is called on what carries a buffer or an endpoint");
                MayThrow();
                PushUnknown(call);
                break;
        }
    }

    /// <summary>A result or task is made: Ok, Fail, an implicit conversion, a finished task.</summary>
    private void Wrap(FlowCall call)
    {
        IlType made = _instruction.Code == OpCode.Newobj ? call.Use.Owner : call.Use.ReturnType;
        if (call.Use.Parameters is not [var parameter] || _types.KindOf(parameter) == ResourceKind.None)
        {
            bool fails = ResourceTypes.IsChannelType(made, "Result`2");
            _state.Push(OfType(made, 0, fails ? Bits.Nothing : FirstStates(made)));
            return;
        }

        FlowValue value = call.Arguments[0];
        ulong states = Bits.Untracked;
        var inside = new Resource(ResourceKind.None, 0, Offset);
        if (value.Kind == FlowKind.Resource)
        {
            Resource resource = _state.ResourceAt(value.Index);
            states = resource.States & (Bits.AnyHeld | Bits.Nothing | Bits.Untracked);
            inside = resource;
            Move(value.Index, "put into a result", mayBeNothing: resource.Kind != ResourceKind.Buffer);
        }

        FlowValue carrier = OfType(made, 0, states);
        if (carrier.Kind == FlowKind.Resource)
            _state.SetResource(carrier.Index, _state.ResourceAt(carrier.Index) with { Born = inside.Born, From = inside.From, Twin = inside.Twin });
        _state.Push(carrier);
    }

    /// <summary>The value comes out where the result is a success; where it is none the call throws, and there was nothing to lose.</summary>
    private void TakeValue(FlowCall call, int index, Resource carrier)
    {
        CheckUsable(carrier, "taken out of its result");
        if (carrier.Has(~Bits.AnyHeld))
        {
            FlowState thrown = _state.Clone();
            thrown.SetResource(index, carrier.Gives(carrier.States & ~Bits.AnyHeld, carrier.Gone));
            MayThrow(thrown);
        }

        ulong states = carrier.States & (Bits.AnyHeld | Bits.Untracked | Bits.Lost);
        if (states == 0 && carrier.States == Bits.Nothing)
        {
            _falls = false;
            return;
        }

        _state.SetResource(index, carrier.Gives(Bits.Moved, Offset));
        // One finding is enough for what comes out a second time.
        PushTaken(call.Use.ReturnType, states == 0 ? Bits.Held : states, carrier);
    }

    private void TakeError(FlowCall call, int index, Resource carrier)
    {
        if (carrier.Has(Bits.AnyHeld | Bits.Untracked))
        {
            FlowState thrown = _state.Clone();
            thrown.SetResource(index, carrier with { States = carrier.States & ~Bits.Nothing });
            MayThrow(thrown);
        }

        ulong states = carrier.States & ~Bits.AnyHeld;
        _state.SetResource(index, carrier with { States = states });
        _falls = states != 0;
        if (_falls && call.Use.ReturnType != _model.Universe.Void)
            _state.Push(FlowValue.Plain);
    }

    /// <summary>What a task carries goes on into its awaiter, or out of it.</summary>
    private void Unwrap(FlowCall call, int index, Resource carrier)
    {
        CheckUsable(carrier, "awaited");
        _state.SetResource(index, carrier.Gives(Bits.Moved, Offset));
        PushTaken(call.Use.ReturnType, carrier.States & (Bits.AnyHeld | Bits.Nothing | Bits.Untracked | Bits.Lost), carrier);
    }

    private void PushTaken(IlType type, ulong states, Resource carrier)
    {
        FlowValue value = OfType(type, 0, states);
        if (value.Kind == FlowKind.Resource)
            _state.SetResource(value.Index, _state.ResourceAt(value.Index) with { Born = carrier.Born < 0 ? Offset : carrier.Born, From = carrier.From, Twin = carrier.Twin });
        _state.Push(value);
    }

    /// <summary>A result with an endpoint, in a field or collection: what comes out of it is checked with each call.</summary>
    private void CallOnKeptCarrier(FlowCall call)
    {
        if (_types.KindOf(call.Use.Owner) == ResourceKind.BufferCarrier)
            ReportReference($"{call.Use.Name} is called on a result that is in no variable of the method");
        MayThrow();
        if (call.Use.ReturnType != _model.Universe.Void)
            _state.Push(OfType(call.Use.ReturnType, 0, Bits.Untracked));
    }
}
