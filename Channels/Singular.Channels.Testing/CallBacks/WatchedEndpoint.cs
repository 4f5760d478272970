namespace Singular.Channels.Testing;

/// <summary>Stands, at the server, before an endpoint that it was handed, and sees what it does with it.</summary>
/// <param name="contract">The endpoint's contract.</param>
/// <param name="target">The boundary that the server was given.</param>
/// <param name="name">The endpoint's name in reports.</param>
/// <param name="isSure">Its far side does not die of calls.</param>
/// <param name="tap">Says whether the server is inside a call.</param>
/// <param name="log">Gets what was called and what of it was wrong.</param>
internal sealed class WatchedEndpoint(ContractDescription contract, object target, string name, bool isSure, CallTap tap, CallBackLog log) : EndpointHands(contract)
{
    private readonly Lock _gate = new();
    private int _state;
    private bool _isShared;

    /// <summary>The boundary itself, for whoever the server hands it on to: from now on others move its protocol, too.</summary>
    internal object Share()
    {
        _isShared = true;
        return target;
    }

    /// <summary>What a server hands on in place of what stands before it: the boundary; anything else as it is.</summary>
    internal static object? Plain(object? endpoint) => endpoint is EmittedWatch { Hands: WatchedEndpoint watched } ? watched.Share() : endpoint;

    internal override object? Call(MemberDescription member, object?[] arguments)
    {
        string begin = CallBack.Begin(name, member, arguments);
        string? forbidden = WhyForbidden(member, arguments);
        object?[] plain = [.. arguments.Select((argument, place) => member.Parameters[place].Passing == ParameterPassing.Value ? Plain(argument) : argument)];
        object? result;
        try
        {
            result = member.Call(target, plain);
        }
        catch (ChannelProtocolException)
        {
            if (forbidden is not null && !_isShared)
                log.Blame($"the server called {begin}, which has to be refused, because {forbidden}; it was");
            throw;
        }
        catch (ChannelFaultException)
        {
            Note(CallBack.Died(begin), member);
            throw;
        }
        Note(CallBack.Answered(begin, member, result), member);
        Move(member, result);
        return result;
    }

    private string? WhyForbidden(MemberDescription member, object?[] arguments)
    {
        lock (_gate)
        {
            return _state == MemberDescription.Ended ? $"{name} has ended"
                : !member.IsAllowedIn(_state) ? "the protocol does not allow it now"
                : ArgumentRules.WhyForbidden(member, arguments);
        }
    }

    private void Note(string text, MemberDescription member)
    {
        if (tap.IsInside)
            log.Add(new CallBack(text, member.IsEnd, isSure));
        else
            log.AddEvent(isSure);
    }

    private void Move(MemberDescription member, object? result)
    {
        lock (_gate)
        {
            // When the answer of a task moves the state the server cannot tell either.
            _isShared |= member.IsAsync && member.StateAfter(_state, true) != _state;
            if (!member.IsAsync)
                _state = member.StateAfter(_state, new Outcome(OutcomeKind.Returned, result, "").IsSuccess(member));
        }
    }
}
