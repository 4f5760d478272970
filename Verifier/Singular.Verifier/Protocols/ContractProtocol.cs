using Mono.Cecil;
using Singular.Verifier.Contracts;

namespace Singular.Verifier.Protocols;

/// <summary>The protocol of one contract. A contract without states has one state for ever, and only its end counts.</summary>
internal sealed class ContractProtocol
{
    /// <summary>As many as the attribute allows (ProtocolAttribute); what is beyond is refused with the contract.</summary>
    private const int MaxStates = 31;

    private readonly Dictionary<MethodDefinition, ProtocolMember> _members = [];
    private readonly string[] _states;

    public ContractProtocol(TypeDefinition contract)
    {
        Contract = contract;
        _states = ContractNames.Channel(contract, "Protocol") is { } protocol ? [.. ContractNames.Strings(protocol).Take(MaxStates)] : [];
        AllStates = _states.Length == 0 ? 1 : (1UL << _states.Length) - 1;
        foreach (MethodDefinition method in contract.Methods)
        {
            ProtocolMember member = Read(method);
            _members.Add(method, member);
            HasEnd |= member.Ends;
        }
    }

    public TypeDefinition Contract { get; }

    public string Name => Contract.Name;

    /// <summary>False where calls may come in any order.</summary>
    public bool HasStates => _states.Length > 1;

    /// <summary>False where there is no member that ends an endpoint, so that nothing has to be ended.</summary>
    public bool HasEnd { get; }

    public ulong AllStates { get; }

    /// <summary>The state in which an endpoint is handed over.</summary>
    public static ulong InitialState => 1;

    /// <summary>What the protocol says of a member; of one that it does not know, that it may be called anywhere.</summary>
    public ProtocolMember Of(MethodDefinition? method) =>
        method is not null && _members.TryGetValue(method, out ProtocolMember member) ? member : new ProtocolMember(AllStates, 0, 0, false);

    /// <summary>The names of a set of states, for people.</summary>
    public string NamesOf(ulong states) =>
        string.Join(" or ", _states.Where((_, i) => (states >> i & 1) != 0));

    /// <summary>The members that end an endpoint, for advice.</summary>
    public string Enders => string.Join(" or ", _members.Where(m => m.Value.Ends).Select(m => m.Key.Name + "()"));

    private ProtocolMember Read(MethodDefinition method)
    {
        CustomAttribute? when = ContractNames.Channel(method, "When");
        bool ends = ContractNames.Channel(method, "Ends") is not null;
        if (when is null)
            return new ProtocolMember(AllStates, 0, 0, ends);
        ulong allowed = 0;
        foreach (string state in ContractNames.Strings(when))
            allowed |= BitOf(state);
        ulong then = BitOf(ContractNames.Text(when, "Then"));
        ulong onFailure = BitOf(ContractNames.Text(when, "ThenOnFailure"));
        return new ProtocolMember(allowed, then, onFailure == 0 ? then : onFailure, ends);
    }

    private ulong BitOf(string? state) => state is null || Array.IndexOf(_states, state) is not (>= 0 and var index) ? 0 : 1UL << index;
}
