using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>The counterpart of a <see cref="MadeEndpoint"/> for a model: answers the same and keeps, without a boundary, the rules of one.</summary>
/// <param name="contract">Its contract.</param>
/// <param name="name">The other's name.</param>
/// <param name="seed">The other's seed.</param>
/// <param name="farEnd">What becomes of its far side.</param>
/// <param name="owner">The client that has handed it over.</param>
/// <param name="calls">What the model calls, and who is in a call of it.</param>
internal sealed class ModelEndpoint(ContractDescription contract, string name, int seed, FarEnd farEnd, Domain owner, ModelCallBacks calls) : EndpointHands(contract)
{
    private readonly AnswerPlan _plan = new(seed);
    private int _state;
    private bool _isGone;

    /// <summary>The call that handed it over is over.</summary>
    internal void Settle() => _isGone |= farEnd == FarEnd.IsGone;

    internal override object? Call(MemberDescription member, object?[] arguments)
    {
        string begin = CallBack.Begin(name, member, arguments);
        if (!member.IsAllowedIn(_state))
            throw new ChannelProtocolException(member.Name, _state == MemberDescription.Ended ? "the endpoint has ended" : "the protocol does not allow it now");
        if (ArgumentRules.WhyForbidden(member, arguments) is { } forbidden)
            throw new ChannelProtocolException(member.Name, forbidden);
        if (!owner.IsAlive)
            throw new ChannelClosedException(owner.Name);
        if (ReferenceEquals(calls.Caller, owner) && !(member.IsEnd && member is { IsAsync: false, Parameters.Count: 0 }))
            throw new ChannelProtocolException(member.Name, $"{owner.Name} {Boundary.Circle}");
        if (_isGone && !ReferenceEquals(calls.Caller, owner))
            throw new ChannelClosedException(owner.Name);
        object? answer = _plan.Answer(member, arguments, endpoint => EmittedType.Create(new ModelEndpoint(ContractDescription.Of(endpoint), $"{name}'s", seed, FarEnd.Answers, owner, calls)));
        HandedOn.Drop(member, arguments);
        bool dies = farEnd == FarEnd.DiesWhenCalled && !member.IsEnd;
        _isGone |= dies;
        if (calls.IsInside)
            calls.Log.Add(new CallBack(dies ? CallBack.Died(begin) : CallBack.Answered(begin, member, answer), member.IsEnd, farEnd == FarEnd.Answers));
        if (dies)
            throw new ChannelFaultException(owner.Name, "PlannedDeath");
        Outcome outcome = new Outcome(OutcomeKind.Returned, answer, "").Awaited();
        _state = member.StateAfter(_state, outcome.IsSuccess(member));
        return answer;
    }
}
