using Singular.Verifier.Protocols;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>Calls of contract members on endpoints whose state is known.</summary>
internal sealed partial class MethodFlow
{
    private void CallOnEndpoint(FlowCall call)
    {
        MethodUse use = call.Use;
        for (int i = 0; i < call.Arguments.Length; i++)
            Pass(call, i, null, isBuilder: false);
        int index = call.Receiver.Index;
        Resource endpoint = _state.ResourceAt(index);
        CheckUsable(endpoint, $"asked for {use.Name}");
        ContractProtocol? protocol = _types.ProtocolOf(use.Owner);
        ProtocolMember member = protocol?.Of(use.Definition) ?? new ProtocolMember(Bits.AnyHeld, 0, 0, false);
        if (protocol is not null)
            CheckState(endpoint, protocol, member, use.Name);

        ulong held = endpoint.States & Bits.AnyHeld;
        ulong others = endpoint.States & ~Bits.AnyHeld;
        FlowState thrown = _state.Clone();
        thrown.SetResource(index, AfterThrow(endpoint, protocol, member, held, others));
        thrown.ForgetFacts(index);
        MayThrow(thrown);

        ulong onSuccess = After(held, member.AfterSuccess, member);
        ulong onFailure = After(held, member.AfterFailure, member);
        // A call that came back was not one on null.
        others &= ~Bits.Nothing;
        if (held != 0 || others != endpoint.States)
        {
            _state.ForgetFacts(index);
            _state.SetResource(index, endpoint.Gives(onSuccess | onFailure | others, member.Ends && held != 0 ? Offset : endpoint.Gone));
        }

        CheckDropped(call.Receiver, "dropped");
        if (onSuccess != onFailure && ResourceTypes.IsChannelType(use.ReturnType, "Result`2") && _types.KindOf(use.ReturnType) == ResourceKind.None)
            _state.Push(new FlowValue(FlowKind.Outcome, index, onSuccess | ~Bits.AnyHeld, onFailure | ~Bits.AnyHeld));
        else if (use.ReturnType != _model.Universe.Void)
            _state.Push(OfType(use.ReturnType, call.Pins, FirstStates(use.ReturnType)));
    }

    private static ulong After(ulong held, ulong named, ProtocolMember member) =>
        held == 0 ? 0 : member.Ends ? Bits.Ended : named == 0 ? held : named;

    /// <summary>A call that threw did not come in time, or its server is gone; a member that ends the endpoint has ended it all the same.</summary>
    private Resource AfterThrow(Resource endpoint, ContractProtocol? protocol, ProtocolMember member, ulong held, ulong others)
    {
        if (held == 0)
            return endpoint;
        if (member.Ends)
            return endpoint.Gives(Bits.Ended | others, Offset);
        return endpoint with { States = (protocol is { HasStates: true } ? Bits.Broken : held) | others };
    }

    private void CheckState(Resource endpoint, ContractProtocol protocol, ProtocolMember member, string name)
    {
        ulong held = endpoint.States & Bits.AnyHeld;
        ulong wrong = held & ~member.AllowedIn & ~Bits.Broken;
        if (wrong != 0)
        {
            Report(OwnershipCodes.EndpointState, Offset, $"{Name(endpoint)} is asked for {name} where its state may be {protocol.NamesOf(wrong)}",
                $"the state {protocol.NamesOf(member.AllowedIn)} on every path", "Call the members in the order that the contract's protocol gives (singular contract show).");
        }
        else if ((held & Bits.Broken) != 0 && !member.Ends)
        {
            Report(OwnershipCodes.EndpointState, Offset, $"{Name(endpoint)} is asked for {name} where a call of it may have thrown before", $"{protocol.Enders} only, after a call that threw",
                "Let the exception go on, or end the endpoint and open another.");
        }
    }
}
