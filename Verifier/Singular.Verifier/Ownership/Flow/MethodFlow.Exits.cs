namespace Singular.Verifier.Ownership.Flow;

/// <summary>The ends of the method, and what must not be left then.</summary>
internal sealed partial class MethodFlow
{
    private void Return()
    {
        _falls = false;
        if (Suspends())
            return;
        ResourceKind kind = _types.KindOf(_body.Method.ReturnType.Unmodified);
        if (kind != ResourceKind.None)
            GiveBack(_state.Pop());
        RecordPassed(_state, _summary.After);
        CheckNothingHeld(_state, "the method returns here");
    }

    private void GiveBack(FlowValue value)
    {
        if (value.Kind != FlowKind.Resource)
        {
            _summary.Returned |= value.Kind == FlowKind.Null ? Bits.Nothing : Bits.Untracked;
            return;
        }

        Resource resource = _state.ResourceAt(value.Index);
        CheckUsable(resource, "returned");
        CheckNotPinned(resource, "returned");
        _summary.Returned |= resource.States & (Bits.AnyHeld | Bits.Nothing | Bits.Untracked);
        _summary.GivesBack |= resource.From;
        _state.SetResource(value.Index, resource.Gives(Bits.Moved, Offset));
    }

    private void ExitByException(FlowState state)
    {
        RecordPassed(state, _summary.AfterException);
        CheckNothingHeld(state, "an exception leaves the method");
    }

    private void RecordPassed(FlowState state, ulong[] into)
    {
        int hidden = _kinds.Length;
        for (int i = _body.ThisOffset; i < _body.ArgumentCount; i++)
        {
            if (_kinds[i] == ResourceKind.Endpoint)
                into[i - _body.ThisOffset] |= state.ResourceAt(state[hidden++].Index).States;
        }
    }

    private void CheckNothingHeld(FlowState state, string exit)
    {
        foreach (Resource resource in state.Resources)
        {
            if (resource.IsOwed)
                ReportHeld(resource, exit, state.Thrown);
        }
    }

    private void ReportHeld(Resource resource, string exit, int thrown)
    {
        string path = thrown >= 0 ? $"{exit} when IL_{thrown:x4} throws" : $"{exit} at IL_{Offset:x4}";
        int at = thrown >= 0 ? thrown : Offset;
        switch (resource.Kind)
        {
            case ResourceKind.Pin:
                Report(OwnershipCodes.PinLeak, at, $"{Name(resource)} may still be open: {path}", "a pin that ends on every path", "Write using (var pin = buffer.Pin()) { … }.");
                break;
            case ResourceKind.Buffer or ResourceKind.BufferCarrier:
                Report(OwnershipCodes.Leak, at, $"{Name(resource)} may still be held: {path}", "a buffer that is handed on or released on every path, exceptions included",
                    resource.Kind == ResourceKind.Buffer ? "Declare it with using, or hand it on before the first call that can throw." : "Take it out with Value where IsOk is true, into a variable declared with using.");
                break;
            default:
                Report(OwnershipCodes.EndpointDropped, at, $"{Name(resource)} may still be open: {path}", "an endpoint that is ended or handed on on every path, exceptions included",
                    $"Put what uses it into try {{ … }} and {resource.Contract?.Enders} into its finally.");
                break;
        }
    }

    /// <summary>Something that only the stack refers to is gone when the present instruction throws.</summary>
    private void ReportLost(Resource resource) => ReportHeld(resource, "nothing refers to it any more", Offset);

    /// <summary>The last reference is overwritten or taken off the stack.</summary>
    private void CheckDropped(FlowValue value, string how)
    {
        if (value.Kind != FlowKind.Resource)
            return;
        Resource resource = _state.ResourceAt(value.Index);
        if (!resource.IsOwed || _state.IsReferred(value.Index))
            return;
        switch (resource.Kind)
        {
            case ResourceKind.Pin:
                Report(OwnershipCodes.PinLeak, Offset, $"{Name(resource)} is {how} while it may be open", "a pin that ends first", "Write using (var pin = buffer.Pin()) { … }.");
                break;
            case ResourceKind.Buffer or ResourceKind.BufferCarrier:
                Report(OwnershipCodes.Overwritten, Offset, $"{Name(resource)} is {how} while it may be held", "a buffer that was handed on or released before",
                    "Call Dispose() on it first, or keep the new one in a variable of its own.");
                break;
            default:
                Report(OwnershipCodes.EndpointDropped, Offset, $"{Name(resource)} is {how} while it may be open", "an endpoint that was ended or handed on before",
                    $"Keep it in a variable and call {resource.Contract?.Enders}.");
                break;
        }

        _state.SetResource(value.Index, resource.Gives(Bits.Lost, Offset));
    }

    /// <summary>What a finding calls a resource: what it is, and where it came from.</summary>
    private static string Name(Resource resource)
    {
        string what = resource.Kind switch
        {
            ResourceKind.Pin => "the pin",
            ResourceKind.Buffer => "the buffer",
            ResourceKind.BufferCarrier => "the buffer in the result",
            ResourceKind.EndpointCarrier => $"the {resource.Contract?.Name} in the result",
            _ => $"the {resource.Contract?.Name}",
        };
        return resource.Born < 0 ? what : $"{what} of IL_{resource.Born:x4}";
    }

    private void Report(string code, int offset, string found, string expected, string advice) =>
        _model.Report(_body.Definition, code, offset, found, expected, advice);
}
