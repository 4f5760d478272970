using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>An endpoint of the kit that a client hands over. It is called in the client's domain, or in that of whoever the client has it from.</summary>
/// <param name="contract">Its contract.</param>
/// <param name="name">Its name in reports and printed tests.</param>
/// <param name="seed">What its answers follow from.</param>
/// <param name="farEnd">What becomes of its far side.</param>
/// <param name="log">Gets what is wrong; of a server that is out of reach, what is called, too.</param>
/// <param name="isWatched">What the server does is seen at the server.</param>
internal sealed class MadeEndpoint(ContractDescription contract, string name, int seed, FarEnd farEnd, CallBackLog log, bool isWatched) : EndpointHands(contract)
{
    private readonly AnswerPlan _plan = new(seed);
    private int _ends;

    /// <summary>Its far side, where that is not the client.</summary>
    internal Domain? Friend { get; init; }

    /// <summary>Its contract lets it be ended at any time, so that nothing keeps it when its server is dead.</summary>
    internal bool MustEnd => Contract.End is { Parameters.Count: 0 } end && end.IsAllowedInAll;

    internal bool HasEnded => Volatile.Read(ref _ends) != 0;

    internal override object? Call(MemberDescription member, object?[] arguments)
    {
        string begin = CallBack.Begin(name, member, arguments);
        if (member.IsEnd ? Interlocked.Increment(ref _ends) > 1 : HasEnded)
            log.Blame($"{begin} came through after {name} had ended");
        object? answer = _plan.Answer(member, arguments, endpoint => EmittedType.Create(new MadeEndpoint(ContractDescription.Of(endpoint), $"{name}'s", seed, FarEnd.Answers, log, isWatched)));
        HandedOn.Drop(member, arguments);
        bool dies = farEnd == FarEnd.DiesWhenCalled && !member.IsEnd;
        if (!isWatched)
            log.Add(new CallBack(dies ? CallBack.Died(begin) : CallBack.Answered(begin, member, answer), member.IsEnd, farEnd == FarEnd.Answers));
        if (dies)
            Friend?.Condemn("PlannedDeath", "ended by the test");
        return answer;
    }
}
