using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <content>Endpoints that clients hand over, and what comes back to them.</content>
internal sealed partial class SequenceRun
{
    /// <summary>How often a call is made again that was refused because the server's own work waited for its client.</summary>
    private const int MostAttempts = 1_000;

    private readonly HandedEndpoints _handed = new(server);
    private readonly SortedDictionary<int, IReadOnlyList<CallBack>> _callBacks = [];
    private readonly bool _callsBack = ContractDescription.Of(server.Contract).TakesEndpoints;
    private Subject? _other;
    private bool _isDifference;

    /// <summary>The root, as a second client has it. The model does not tell its clients apart.</summary>
    private Subject Other
    {
        get
        {
            _other ??= new Subject(_contract, Held(_contract, server.Other.Boundary, server.Other.Domain), null, "scenario.Other") { Client = server.Other.Domain };
            _other.Model = Root.Model;
            return _other;
        }
    }

    /// <summary>What a client holds. Where it may be called back, it makes its calls inside its domain.</summary>
    private object Held(ContractDescription contract, object target, Domain client) => _callsBack ? ClientSide.Of(contract, target, client) : target;

    /// <summary>Names the endpoints among the arguments, and writes down how they are made.</summary>
    private object?[] Named(object?[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not EndpointChoice choice)
                continue;
            string name = _script.NameFor(ContractDescription.Of(choice.Contract));
            _script.Add($"{choice.Contract.Name} {name} = {choice};");
            arguments[i] = new NamedEndpoint(choice, name);
        }
        return arguments;
    }

    /// <summary>Makes a call. Work of the server's own that calls this client at the same moment may close a circle of waits; then the call is made again.</summary>
    private Outcome Send(Subject subject, MemberDescription member, object?[] arguments)
    {
        _handed.Log.Take();
        for (int attempt = 1; ; attempt++)
        {
            Outcome outcome = Outcome.Of(member, subject.Target, _received.Hands.Arguments(member, _handed.Arguments(arguments, subject.Client)));
            if (subject.MayLeadOn || !IsCircle(outcome) || attempt == MostAttempts)
                return outcome;
            _handed.EndCall(isTaken: false);
            Thread.Sleep(1);
        }
    }

    private bool IsCircle(Outcome outcome) => _callsBack && outcome.Kind == OutcomeKind.Refused && outcome.Detail.EndsWith(Boundary.Circle, StringComparison.Ordinal);

    /// <summary>The same that was told in a task: it is too late to make the call again, and what follows may differ from elsewhere.</summary>
    private bool WasInACircle(Outcome outcome)
    {
        if (!IsCircle(outcome))
            return false;
        _handed.Log.AddEvent(isSure: false);
        return true;
    }

    /// <returns>What was called inside the call.</returns>
    private IReadOnlyList<CallBack> EndCall(MemberDescription member, Outcome outcome, bool hasReached)
    {
        // Of a server that is out of reach only an answer says that it has got what it was handed.
        _handed.EndCall(hasReached && (_handed.IsWatched || (!member.IsAsync && outcome.Kind == OutcomeKind.Returned)));
        return _handed.Log.Take();
    }

    private Outcome CallModel(Subject subject, MemberDescription member, object?[] arguments)
    {
        object?[] own = _handed.ModelArguments(arguments, subject.Client);
        Outcome outcome = _handed.Model.In(subject.Client, () => _model.Call(member, subject.Model!, own));
        HandedEndpoints.EndModelCall(own);
        return outcome;
    }

    /// <summary>Keeps what the server called inside a call, for comparison, and compares it with what the model called.</summary>
    private void JudgeCallBacks(MemberDescription member, int number, IReadOnlyList<CallBack> called, IReadOnlyList<CallBack>? wanted, IModelJudge? judge)
    {
        _callBacks[number] = called;
        if (called.Count > 0)
            _script.Comment($"the server called {CallBack.ToText(called)}");
        if (wanted is null || CallBack.AreAlike(wanted, called, _handed.IsWatched) || judge?.AcceptsCallBacks(member, Texts(wanted), Texts(called)) == true)
            return;
        throw Difference($"{member.Name}: the server has to call {CallBack.ToText(wanted)}, and called {CallBack.ToText(called)}");
    }

    private static string[] Texts(IReadOnlyList<CallBack> calls) => [.. calls.Select(call => call.Text)];

    /// <summary>What is called of an endpoint that may lead on to a client: what gives the same wherever the server is. Whether the caller is still in an asynchronous
    /// call when that is passed on depends on the placement; so does what a server is told of an endpoint that others have ended and whose client has died; and
    /// the end of what is handed on comes when it comes.</summary>
    private static bool MayPassOn(MemberDescription member) => member is { IsAsync: false, TakesEndpoints: false, MovesProtocol: false };

    /// <summary>A call of an endpoint that another client has handed over, which cannot be called now; the server has only passed on what was said.</summary>
    private bool HasLedNowhere(Subject subject, Outcome outcome)
    {
        if (!subject.MayLeadOn || outcome.Kind is OutcomeKind.Returned or OutcomeKind.Threw || !server.ServerDomain.IsAlive)
            return false;
        _observations.Add("led nowhere");
        _script.Comment($"{outcome}");
        return true;
    }

    /// <summary>What the server was handed and has not ended is ended with it.</summary>
    private void EndHanded()
    {
        if (!_callsBack)
            return;
        server.Kill();
        ExpectRight(_handed.WhyHeld(s_answerLimit) ?? _handed.Log.Wrong);
    }

    /// <summary>The server did something else than its model.</summary>
    private ContractViolationException Difference(string what)
    {
        _isDifference = true;
        return Violation(what);
    }
}
