using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>
/// Buffers that an own method is handed and gives back: only another domain or a slot gives a buffer another handle, so the variable that
/// it was handed from still names it. Handing it on from there is refused like any use after a move; releasing it from there would end
/// what is held under the other name.
/// </summary>
internal sealed partial class MethodFlow
{
    /// <summary>Notes which arguments the result of a call may be.</summary>
    private void NoteGivenBack(FlowCall call, MethodSummary? summary)
    {
        IlType type = call.Use.ReturnType;
        if (!_falls || _instruction.Code == Bodies.OpCode.Newobj || _types.KindOf(type) is not (ResourceKind.Buffer or ResourceKind.BufferCarrier))
            return;
        uint givesBack = summary is null || IsTask(type) ? MayGiveBack(call) ? uint.MaxValue : 0 : summary.GivesBack;
        FlowValue result = _state.Peek();
        if (givesBack == 0 || result.Kind != FlowKind.Resource)
            return;
        int[] given = [.. Enumerable.Range(0, call.Arguments.Length).Where(i => (givesBack & ParameterBit(i)) != 0 && IsBuffer(call.Arguments[i])).Select(i => call.Arguments[i].Index)];
        if (given.Length == 0)
            return;
        uint from = given.Aggregate(0u, (bits, index) => bits | _state.ResourceAt(index).From);
        int twin = Unite(given);
        _state.SetResource(result.Index, _state.ResourceAt(result.Index) with { From = from, Twin = twin });
    }

    /// <summary>The bit of a parameter in <see cref="Resource.From"/>.</summary>
    private static uint ParameterBit(int parameter) => 1u << Math.Min(parameter, 31);

    private bool IsBuffer(FlowValue value) => value.Kind == FlowKind.Resource && _state.ResourceAt(value.Index).IsBuffer;

    /// <summary>What an async method gives back goes through its state machine, and not by its summary.</summary>
    private bool IsTask(IlType type) => _types.KindOf(type) == ResourceKind.BufferCarrier && !ResourceTypes.IsChannelType(type, "Result`2");

    /// <summary>Code that cannot be looked into and is in this domain: a delegate's, the platform's. What goes through a contract gets another
    /// handle, and so does what goes through a slot.</summary>
    private bool MayGiveBack(FlowCall call) => _types.KindOf(call.Use.Owner) != ResourceKind.Endpoint && !IsSlot(call.Use.Owner) && !IsQueue(call.Use.Owner);

    /// <summary>Makes one set of buffers and of all that may be one with them already.</summary>
    private int Unite(int[] buffers)
    {
        int[] sets = [.. buffers.Select(index => _state.ResourceAt(index).Twin).Where(twin => twin != 0).Distinct()];
        int twin = sets.Length == 0 ? Offset + 1 : sets.Contains(Resource.AnyTwin) ? Resource.AnyTwin : sets[0];
        for (int i = 0; i < _state.Resources.Count; i++)
        {
            if (buffers.Contains(i) || sets.Contains(_state.ResourceAt(i).Twin))
                _state.SetResource(i, _state.ResourceAt(i) with { Twin = twin });
        }

        return twin;
    }

    private void CheckNotGivenBack(int index, Resource released)
    {
        if (!released.Has(Bits.Moved))
            return;
        for (int i = 0; i < _state.Resources.Count; i++)
        {
            Resource other = _state.ResourceAt(i);
            if (i == index || !other.IsTwinOf(released) || !other.Has(Bits.AnyHeld) || !_state.IsReferred(i))
                continue;
            Report(OwnershipCodes.AfterMove, Offset, $"{Name(released)} is released, and the method that it was handed to may have given the very buffer back, which is still held",
                "a release of what was given back only", "Take it without using: hand it on, and put what comes back under using.");
            return;
        }
    }
}
