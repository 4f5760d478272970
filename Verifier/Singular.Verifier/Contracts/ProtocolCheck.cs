using Mono.Cecil;

namespace Singular.Verifier.Contracts;

/// <summary>The protocol of a contract: its attributes agree with each other, every state can be reached from the first, and
/// from every state there is a way to the end. A contract without a member that ends it ends where it began.</summary>
internal sealed class ProtocolCheck(VerificationContext context) : ContractRule(context)
{
    private const int MaxStates = 31;

    public void Check(TypeDefinition contract)
    {
        string[] states = ContractNames.Channel(contract, "Protocol") is { } protocol ? ContractNames.Strings(protocol) : [];
        bool isSound = states.Length == 0 ? ContractNames.Channel(contract, "Protocol") is null : AreUsable(states);
        if (!isSound)
        {
            Report(ContractCodes.Protocol, contract, "a [Protocol] whose states are none, too many, unnamed or doubled", $"1 to {MaxStates} different names");
            return;
        }

        var moves = new List<(int From, int To)>();
        uint ending = 0;
        foreach (MethodDefinition method in contract.Methods)
        {
            if (!ReadMember(method, states, moves, ref ending))
                return;
        }

        if (states.Length > 0)
            CheckGraph(contract, states, moves, ending);
    }

    private static bool AreUsable(string[] states) =>
        states.Length <= MaxStates && states.All(s => s.Length is > 0 and <= 64 && char.IsAsciiLetter(s[0]) && s.All(char.IsAsciiLetterOrDigit))
        && states.Distinct(StringComparer.Ordinal).Count() == states.Length;

    private bool ReadMember(MethodDefinition method, string[] states, List<(int From, int To)> moves, ref uint ending)
    {
        CustomAttribute? when = ContractNames.Channel(method, "When");
        bool ends = ContractNames.Channel(method, "Ends") is not null;
        string? then = when is null ? null : ContractNames.Text(when, "Then");
        string? onFailure = when is null ? null : ContractNames.Text(when, "ThenOnFailure");
        int[] from = when is null ? [.. Enumerable.Range(0, states.Length)] : [.. ContractNames.Strings(when).Select(s => Array.IndexOf(states, s))];
        if (when is not null && (from.Length == 0 || from.Contains(-1) || IsUnknown(then, states) || IsUnknown(onFailure, states)))
        {
            Report(ContractCodes.Protocol, method, "[When] with a state that the contract's [Protocol] does not have", "states of the protocol");
            return false;
        }

        if (ends && (then ?? onFailure) is not null)
        {
            Report(ContractCodes.Protocol, method, "a member that ends the endpoint and names a state after it", "[Ends] without Then");
            return false;
        }

        if (onFailure is not null && !CanFail(method))
        {
            Report(ContractCodes.Protocol, method, "ThenOnFailure on a member that cannot fail", "a Result<T, TError>");
            return false;
        }

        if (onFailure is not null && IsTask(method))
        {
            Report(ContractCodes.Protocol, method, "ThenOnFailure on a member that gives a task", "one state after it: the state follows when the call is made, before its outcome is known");
            return false;
        }

        foreach (int state in from)
        {
            if (ends)
                ending |= 1u << state;
            if (then is not null)
                moves.Add((state, Array.IndexOf(states, then)));
            if (onFailure is not null)
                moves.Add((state, Array.IndexOf(states, onFailure)));
        }

        return true;
    }

    private void CheckGraph(TypeDefinition contract, string[] states, List<(int From, int To)> moves, uint ending)
    {
        uint reached = Close(1, moves.Select(m => (m.From, m.To)));
        uint towardsEnd = Close(ending == 0 ? 1u : ending, moves.Select(m => (m.To, m.From)));
        for (int state = 0; state < states.Length; state++)
        {
            if ((reached >> state & 1) == 0)
                Report(ContractCodes.Unreachable, contract, $"the state {states[state]}, to which no member leads", "every state reachable from the first");
            if ((towardsEnd >> state & 1) == 0)
                Report(ContractCodes.NoEnd, contract, $"the state {states[state]}, from which the endpoint cannot come to its end", "from every state a way to a member with [Ends]");
        }
    }

    /// <summary>All states that can be reached from a set of states.</summary>
    private static uint Close(uint start, IEnumerable<(int From, int To)> moves)
    {
        var list = moves.ToList();
        uint set = start;
        for (uint before = 0; before != set;)
        {
            before = set;
            foreach ((int from, int to) in list)
                set |= (set >> from & 1) << to;
        }

        return set;
    }

    private static bool IsUnknown(string? state, string[] states) => state is not null && !states.Contains(state);

    private static bool IsTask(MethodDefinition method) => method.ReturnType.GetElementType().FullName == "System.Threading.Tasks.ValueTask`1";

    private static bool CanFail(MethodDefinition method) =>
        ContractNames.IsResult(IsTask(method) ? ((GenericInstanceType)method.ReturnType).GenericArguments[0] : method.ReturnType);
}
