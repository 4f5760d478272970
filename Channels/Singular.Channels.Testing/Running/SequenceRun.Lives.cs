namespace Singular.Channels.Testing;

/// <content>Ends of clients and of the server's lives, and what has to end with them.</content>
internal sealed partial class SequenceRun
{
    /// <summary>Waits for what is on its way, and sees that the server's end ends all waiting.</summary>
    private void Finish()
    {
        ComeToRest();
        ExpectRight(WhyHeldWrong());
        ExpectRight(_handed.Log.Wrong);
        if (_pending.Count == 0)
            return;
        server.Kill();
        ExpectTheirEnd();
    }

    /// <summary>Compares what server and model hold, by the heap's accounts.</summary>
    private string? WhyHeldWrong()
    {
        if (Root.Model is null || !_isFollowed || server.BuffersHeld is not { } held)
            return null;
        return held == _model.Held || (Root.Model as IModelJudge)?.AcceptsBuffers(_model.Held, held) == true
            ? null
            : $"the server holds {held} buffers by the heap's accounts in the end; expected {_model.Held}, as the model does";
    }

    /// <summary>Waits for answers that are on their way, before something cuts them off.</summary>
    private void ComeToRest()
    {
        foreach (PendingCall pending in _pending)
            Wait(pending.Task, _expected.Contains(pending.Number) ? s_answerLimit : s_quiet);
        CheckAnswered();
    }

    private void ExpectTheirEnd()
    {
        foreach (PendingCall pending in _pending)
        {
            if (!Wait(pending.Task, s_answerLimit))
                throw Violation($"the server is dead, and {pending.Member.Name} (call {pending.Number}) still waits for it");
        }
        _pending.Clear();
    }

    private void StartNextLife()
    {
        ExpectTheirEnd();
        foreach (Subject subject in _subjects.Skip(1))
            ExpectGone(subject);
        ExpectRight(_handed.WhyHeld(s_answerLimit));
        _subjects.RemoveRange(1, _subjects.Count - 1);
        server.Restart();
        _model.Dispose();
        _model = new ModelCalls(_contract);
        _isFollowed = true;
        Root.Model = world.StartModel();
        Root.State = 0;
        if (_other is not null)
            _other.State = 0;
        HangWatch.Settle(world);
    }

    private void ReplaceClient()
    {
        // The answers went to the dead client's queue.
        _pending.RemoveAll(pending => ReferenceEquals(pending.Client, server.ClientDomain));
        _handed.Forget(server.ClientDomain);
        server.ReplaceClient();
        _received = new ReceivedBuffers(server.ClientDomain);
        foreach (Subject subject in _subjects.Skip(1))
        {
            if (subject.Contract.End?.IsAllowedIn(subject.State) == true)
                EndModel(subject.Contract, subject.Model);
        }
        _subjects.RemoveRange(1, _subjects.Count - 1);
        Root.Target = Held(_contract, server.Client, server.ClientDomain);
        Root.Client = server.ClientDomain;
        Root.State = 0;
        if (!server.ServerDomain.IsAlive)
            throw Violation($"the death of the client took the server with it ({server.ServerDomain.Fault?.Detail})");
    }

    /// <summary>An endpoint ends with the server that gave it.</summary>
    private void ExpectGone(Subject subject)
    {
        if (subject.Contract.Members.FirstOrDefault(member => member.Parameters.Count == 0 && member.IsAllowedIn(subject.State)) is not { } member)
            return;
        Outcome outcome = Outcome.Of(member, subject.Target, []).AwaitedAfter(s_answerLimit);
        if (outcome.Kind is not (OutcomeKind.Closed or OutcomeKind.Fault))
            throw Violation($"the server is dead, and {member.Name} of {subject.Name} gave {outcome}; expected a closed channel");
    }
}
