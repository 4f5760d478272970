using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Calls a model. Where buffers move, it runs in a domain of its own, so that what it holds is told apart and ends with it.</summary>
internal sealed class ModelCalls : IDisposable
{
    private readonly Domain? _domain;
    private readonly BufferHands? _hands;

    /// <param name="contract">The contract of the server.</param>
    internal ModelCalls(ContractDescription contract)
    {
        if (!contract.MovesBuffers)
            return;
        _domain = new Domain("Model#0", DomainOptions.None);
        _hands = new BufferHands(_domain);
    }

    /// <summary>Buffers that the model holds; 0 where none move.</summary>
    internal int Held => _domain?.BufferCount ?? 0;

    /// <summary>Calls a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="model">Implements its contract.</param>
    /// <param name="arguments">For a buffer its contents.</param>
    internal Outcome Call(MemberDescription member, object model, object?[] arguments)
    {
        if (_domain is null)
            return Outcome.Of(member, model, arguments);
        object?[] own = _hands!.Arguments(member, arguments);
        Outcome? outcome = null;
        _domain.TryRun(() => outcome = Outcome.Of(member, model, own));
        return outcome!;
    }

    /// <summary>Takes the buffer of an answer from the model, if it has one.</summary>
    /// <returns>What is in it, for comparison; empty where there is none.</returns>
    internal string Take(MemberDescription member, Outcome outcome) => _hands?.Take(member, outcome) ?? "";

    public void Dispose()
    {
        _domain?.Stop();
        _domain?.Retire();
    }
}
