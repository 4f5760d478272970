namespace Singular.Channels.Testing;

/// <summary>Carries out a sequence on a placed server and its model side by side, and judges every answer.</summary>
/// <param name="server">The server, started.</param>
/// <param name="world">What it runs in.</param>
internal sealed partial class SequenceRun(PlacedServer server, ContractWorld world)
{
    /// <summary>A call that must be answered has so long.</summary>
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long an answer may be on its way where nothing says whether it has to come.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the end of an endpoint takes that nobody is left to take.</summary>
    private static readonly TimeSpan s_endingTime = TimeSpan.FromMilliseconds(100);

    /// <summary>What a server does after a call with what it was handed is over before the next call, if it does not take longer.</summary>
    private static readonly TimeSpan s_ownWorkTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Fewer than a client may have under way (<c>ClientSession.MaxPendingCalls</c>).</summary>
    private const int MostPending = 60;

    private readonly ContractDescription _contract = ContractDescription.Of(server.Contract);
    private readonly TestScript _script = new();
    private readonly List<string> _observations = [];
    private readonly SortedDictionary<int, string> _completions = [];
    private readonly List<PendingCall> _pending = [];
    private readonly LearnedNumbers _learned = new();
    private readonly List<Subject> _subjects = [];
    private ReceivedBuffers _received = new(server.ClientDomain);
    private ModelCalls _model = new(ContractDescription.Of(server.Contract));
    private bool _isFollowed = true;
    private IReadOnlyCollection<int> _expected = [];
    private int _calls;

    /// <summary>Carries the steps out until one shows a violation.</summary>
    /// <param name="steps">The sequence.</param>
    /// <param name="completions">Asynchronous calls that have to be answered in the end, because they were elsewhere.</param>
    internal RunResult Run(IReadOnlyList<Step> steps, IReadOnlyCollection<int>? completions = null)
    {
        string? violation = null;
        try
        {
            _expected = completions ?? [];
            if (world.Name.Length > 0)
                _script.Add($"// In the world: {world.Name}.");
            HangWatch.Follow(_script);
            _subjects.Add(new Subject(_contract, Held(_contract, server.Client, server.ClientDomain), world.StartModel(), "server") { Client = server.ClientDomain });
            HangWatch.Settle(world);
            foreach (Step step in steps)
            {
                Do(step);
                HangWatch.Settle(world);
                CheckAnswered();
                ExpectRight(_received.WhyWrong(_pending.TrueForAll(pending => pending.Member.BufferElement is null)));
                ExpectRight(_handed.Log.Wrong);
                ExpectRight(world.WhyWrong());
            }
            Finish();
            ExpectRight(world.WhyWrongInTheEnd());
            EndHanded();
        }
        catch (ContractViolationException found)
        {
            violation = found.Message;
        }
        finally
        {
            _model.Dispose();
            _handed.Dispose();
        }
        return new RunResult(violation, _script.Lines, _observations, _completions, _callBacks, _handed.IsWatched, _handed.Log.IsUncertain, _calls) { IsDifference = _isDifference };
    }

    private Subject Root => _subjects[0];

    private void Do(Step step)
    {
        switch (step)
        {
            case CallStep call when Find(call) is { } subject:
                Call(call, subject);
                break;
            case OtherClientStep other when server.HasOtherClient && _pending.Count < MostPending:
                Call(other.Call, Other);
                break;
            case StimulusStep stimulus when world.Stimuli.Count > 0:
                Stimulus chosen = world.Stimuli[stimulus.Number % world.Stimuli.Count];
                _script.Add($"scenario.Stimulate({Observed.Literal(chosen.Name)});");
                _observations.Add(chosen.Name);
                chosen.Act();
                break;
            case ServerDeathStep:
                _script.Add("scenario.Restart();");
                _observations.Add("restart");
                ComeToRest();
                server.Kill();
                StartNextLife();
                break;
            case ClientDeathStep:
                _script.Add("server = scenario.ReplaceClient();");
                _observations.Add("client replaced");
                ComeToRest();
                ReplaceClient();
                break;
        }
    }

    private Subject? Find(CallStep call)
    {
        List<Subject> candidates = _subjects.FindAll(subject => subject.Contract == call.Member.Contract);
        if (candidates.Count == 0 || _pending.Count >= MostPending)
            return null;
        Subject found = candidates[^(Math.Min(call.Subject, candidates.Count - 1) + 1)];
        return found.MayLeadOn && !MayPassOn(call.Member) ? null : found;
    }

    private void Call(CallStep step, Subject subject)
    {
        MemberDescription member = step.Member;
        object?[] arguments = Named([.. step.Arguments.Select(choice => choice.Resolve(_learned.Numbers))]);
        object?[] modelArguments = [.. step.Arguments.Select((choice, place) => choice is DataChoice ? choice.Resolve([]) : arguments[place])];
        string text = TestScript.Call(subject.Name, member, step.Arguments, arguments);
        string? forbidden = subject.State == MemberDescription.Ended ? "its endpoint has ended"
            : !member.IsAllowedIn(subject.State) ? "the protocol does not allow it now"
            : ArgumentRules.WhyForbidden(member, arguments);
        Death death = forbidden is null && server.Tap is not null && !subject.MayLeadOn ? step.Death : Death.None;
        if (death != Death.None)
            ComeToRest();
        Plan(death);
        int reached = server.Tap?.Calls ?? 0;
        int number = _calls++;
        int line = _script.Lines.Count;
        _script.Add(text + ";");
        Outcome outcome = Arrived(Send(subject, member, arguments), member, reached, death);
        bool hasReached = server.Tap is { } tap ? tap.Calls != reached : forbidden is null;
        IReadOnlyList<CallBack> called = EndCall(member, outcome, hasReached);
        if (server.Tap?.Clear() == false)
            throw Violation($"{member.Name} was legal and did not reach the server, or did not come back from it: it gave {outcome}{Why()}");
        if (forbidden is not null)
        {
            if (outcome.Kind != OutcomeKind.Refused)
                throw Violation($"{member.Name} has to be refused, because {forbidden}; it gave {outcome}");
            if (hasReached)
                throw Violation($"{member.Name} has to be refused, because {forbidden}; it was, but the server was called");
            _observations.Add("refused");
            _script.Comment("refused");
            return;
        }
        switch (death)
        {
            case Death.ServerBefore or Death.ServerAfter:
                _script.Comment($"the server dies {(death == Death.ServerBefore ? "before" : "after")} its work");
                _observations.Add("death in the call");
                if (outcome.Kind is not (OutcomeKind.Fault or OutcomeKind.Closed))
                    throw Violation($"the server died in {member.Name} and the call gave {outcome}; expected a fault or a closed channel");
                // What was done may outlive the server.
                if (death == Death.ServerAfter)
                    ModelUnseen(subject, member, arguments, modelArguments, outcome);
                StartNextLife();
                return;
            case Death.ClientBefore or Death.ClientAfter:
                _script.Comment("the client dies in it");
                _observations.Add("client's death in the call");
                if (!server.ServerDomain.IsAlive)
                    throw Violation($"the death of the client in {member.Name} took the server with it ({server.ServerDomain.Fault?.Detail})");
                // What the call did is done; its answer went to nobody.
                ModelUnseen(subject, member, arguments, modelArguments, outcome);
                if (outcome.Kind == OutcomeKind.Returned && !member.IsAsync)
                    subject.State = member.StateAfter(subject.State, outcome.IsSuccess(member));
                ReplaceClient();
                // An endpoint that was on its way to the dead client is ended by a thread of its own.
                if (member is { IsAsync: true, EndpointType: not null })
                    Thread.Sleep(s_endingTime);
                return;
        }
        Judge(subject, member, arguments, modelArguments, outcome, called, number, line, text);
    }

    /// <summary>Over a channel an asynchronous call is only on its way when it returns; what follows must find that it has come.</summary>
    /// <param name="outcome">What the call gave.</param>
    /// <param name="member">What was called.</param>
    /// <param name="reached">Calls that had reached the server before.</param>
    /// <param name="death">What was planned for the middle of the call.</param>
    private Outcome Arrived(Outcome outcome, MemberDescription member, int reached, Death death)
    {
        if (!member.IsAsync || outcome.Value is not Task task || server.Tap is not { } tap)
            return outcome;
        SpinWait.SpinUntil(() => task.IsCompleted || (tap.Calls != reached && tap.HasNothingPlanned), s_answerLimit);
        return death is Death.ServerBefore or Death.ServerAfter ? outcome.AwaitedAfter(s_answerLimit) : outcome;
    }

    private void Plan(Death death)
    {
        if (death is Death.ServerBefore)
            server.Tap!.PlanBefore(DieBeforeWork);
        else if (death is Death.ServerAfter)
            server.Tap!.PlanAfter(server.Kill);
        else if (death is Death.ClientBefore)
            server.Tap!.PlanBefore(server.ClientDomain.Stop);
        else if (death is Death.ClientAfter)
            server.Tap!.PlanAfter(server.ClientDomain.Stop);
    }

    /// <summary>A domain that is condemned runs on to the end of its call; only an exception keeps it from its work.</summary>
    private void DieBeforeWork()
    {
        server.Kill();
        throw new OperationCanceledException("The test ends the server before its work.");
    }

    private void Judge(
        Subject subject, MemberDescription member, object?[] arguments, object?[] modelArguments, Outcome outcome, IReadOnlyList<CallBack> called, int number, int line, string text)
    {
        if (HasLedNowhere(subject, outcome))
        {
            if (subject.Model is not null)
                CallModel(subject, member, modelArguments);
            return;
        }
        if (outcome.Kind != OutcomeKind.Returned)
            throw Violation($"{member.Name} was legal and gave {outcome}{Why()}");
        Outcome? expected = subject.Model is null || _handed.Log.IsUncertain ? null : CallModel(subject, member, modelArguments);
        if (expected is { Kind: OutcomeKind.Threw, Detail: var detail } && detail.StartsWith(nameof(NotSupportedException), StringComparison.Ordinal))
            expected = null;
        _isFollowed &= expected is not null;
        IModelJudge? judge = subject.Model as IModelJudge;
        if (member.IsAsync)
        {
            _observations.Add("begun");
            // When the call counts as over, so that its client can be called back, depends on the placement.
            var pending = new PendingCall(number, member, arguments, (Task)outcome.Value!, subject.Client, member.TakesEndpoints ? null : expected?.Value as Task, judge);
            if (expected is null && member.EndpointType is not null)
                Wait(pending.Task, s_answerLimit);
            else if (member.TakesEndpoints)
                Wait(pending.Task, s_ownWorkTime);
            if (!TryAnswer(pending, subject))
                _pending.Add(pending);
            return;
        }
        string seen = outcome + Contents(member, arguments, outcome) + _received.Take(member, outcome);
        _observations.Add(seen);
        if (expected is not null)
        {
            string wanted = expected + Contents(member, modelArguments, expected) + _model.Take(member, expected);
            if (seen != wanted && judge?.Accepts(new ModelComparison(member, arguments, modelArguments, expected, outcome)) != true)
                throw Difference($"{member.Name}: expected {wanted}, found {seen}");
        }
        _script.Comment(seen);
        // What a client does with what it was lent it does by itself, past who watches the server.
        if (_callsBack && !subject.MayLeadOn)
            JudgeCallBacks(member, number, called, expected is null ? null : _handed.Model.Log.Take(), judge);
        _learned.Learn(outcome.Value);
        Move(subject, member, outcome, expected, line, text);
    }

    /// <summary>Follows the protocol and takes in the endpoint that the call gave.</summary>
    private void Move(Subject subject, MemberDescription member, Outcome outcome, Outcome? expected, int line, string text)
    {
        subject.State = member.StateAfter(subject.State, outcome.IsSuccess(member));
        if (outcome.Endpoint(member) is not { } endpoint)
            return;
        ContractDescription contract = ContractDescription.Of(member.EndpointType!);
        string name = _script.NameFor(contract);
        _script.Replace(line, $"{contract.Type.Name} {name} = {(member.IsAsync ? $"(await {text})" : text)}{(member.IsResult ? ".Value" : "")};");
        _subjects.Add(new Subject(contract, Held(contract, endpoint, subject.Client), expected?.Endpoint(member), name)
        {
            Client = subject.Client,
            MayLeadOn = _contract.MayLeadOn(contract.Type),
        });
    }

    /// <summary>Lets the model do what the server did for a client that is gone.</summary>
    private void ModelUnseen(Subject subject, MemberDescription member, object?[] arguments, object?[] modelArguments, Outcome outcome)
    {
        if (subject.Model is null)
            return;
        Outcome modelled = CallModel(subject, member, modelArguments).Awaited();
        _model.Take(member, modelled);
        // A model with freedom takes over what the server did, where that is known.
        if (outcome.Kind == OutcomeKind.Returned && !member.IsAsync && outcome.ToString() != modelled.ToString())
            (subject.Model as IModelJudge)?.Accepts(new ModelComparison(member, arguments, modelArguments, modelled, outcome));
        if (modelled.Endpoint(member) is { } endpoint)
            EndModel(ContractDescription.Of(member.EndpointType!), endpoint);
    }

    private void EndModel(ContractDescription contract, object? model)
    {
        if (model is not null && contract.End is { Parameters.Count: 0 } end)
            _model.Call(end, model, []);
    }

    /// <returns>False when the task is still under way, and may be.</returns>
    private bool TryAnswer(PendingCall pending, Subject? subject)
    {
        if (pending.Model is { IsCompleted: true } && !Wait(pending.Task, s_answerLimit))
            throw Violation($"{pending.Member.Name} (call {pending.Number}) has to be answered with {new Outcome(OutcomeKind.Returned, pending.Model, "").Awaited()} by now; it was not within {s_answerLimit.TotalSeconds} s");
        if (!pending.Task.IsCompleted)
            return false;
        Outcome actual = new Outcome(OutcomeKind.Returned, pending.Task, "").Awaited();
        Outcome? expected = pending.Model is null ? null : new Outcome(OutcomeKind.Returned, pending.Model, "").Awaited();
        if (WasInACircle(actual))
            return true;
        if (actual.Kind != OutcomeKind.Returned)
            throw Violation($"{pending.Member.Name} (call {pending.Number}) was legal and gave {actual}{Why()}");
        string found = actual + _received.Take(pending.Member, actual);
        string? wanted = expected is null ? null : pending.Model!.IsCompleted ? expected + _model.Take(pending.Member, expected) : "no answer yet";
        if (wanted is not null && wanted != found
            && pending.Judge?.Accepts(new ModelComparison(pending.Member, pending.Arguments, pending.Arguments, expected!, actual)) != true)
        {
            throw Difference($"{pending.Member.Name} (call {pending.Number}): expected {wanted}, found {found}");
        }
        // How far a number has grown when a wait ends depends on the moment; where a model has judged it, placements need not agree.
        if (!pending.Member.TakesEndpoints)
            _completions[pending.Number] = expected is null ? found : "as the model allows";
        // Nothing is learnt from it: when such an answer comes depends on the placement, and arguments must not.
        if (subject is not null)
            Move(subject, pending.Member, actual, expected, _script.Lines.Count - 1, _script.Lines[^1].TrimEnd(';'));
        return true;
    }

    private void CheckAnswered() => _pending.RemoveAll(pending => TryAnswer(pending, null));

    /// <summary>What a success left in the writable spans.</summary>
    private static string Contents(MemberDescription member, object?[] arguments, Outcome outcome)
    {
        if (!outcome.IsSuccess(member))
            return "";
        return string.Concat(member.Parameters.Select((parameter, place) =>
            parameter.Passing == ParameterPassing.Span ? $", {parameter.Name} {Observed.Text(arguments[place])}" : ""));
    }

    private string Why() => server.ServerDomain.Fault is { } fault ? $" ({fault.ExceptionType ?? fault.Code}{(fault.Place is null ? "" : $" at {fault.Place}")}: {fault.Detail})" : "";

    private static bool Wait(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
            return true;
        try
        {
            task.Wait(limit);
        }
        catch (AggregateException)
        {
            // How it ended is looked at by the caller.
        }
        return task.IsCompleted;
    }

    private static void ExpectRight(string? wrong)
    {
        if (wrong is not null)
            throw Violation(wrong);
    }

    private static ContractViolationException Violation(string what) => new(what + ".");
}
