namespace Singular.Manifests;

/// <summary>A protocol as a graph: states and what leads from one to another. The end of an endpoint is a state of its own.</summary>
public sealed class ProtocolGraph
{
    /// <summary>Name of the state after a member that ends the endpoint; no state of a contract can have it.</summary>
    public const string End = "(end)";

    /// <summary>Name of the only state of a contract without a protocol.</summary>
    private const string Open = "open";

    private ProtocolGraph(IReadOnlyList<string> states, IReadOnlyList<ProtocolStep> steps) => (States, Steps) = (states, steps);

    /// <summary>The initial state first, <see cref="End"/> last where something leads there.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>From state to state; the members that do the same share a step.</summary>
    public IReadOnlyList<ProtocolStep> Steps { get; }

    /// <summary>The graph of a contract.</summary>
    public static ProtocolGraph Of(ContractModel contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        string[] states = contract.States.Count > 0 ? [.. contract.States] : [Open];
        var labels = new Dictionary<(string From, string To), List<string>>();
        foreach (ContractMember member in contract.Members)
        {
            foreach (string from in member.When.Count > 0 ? member.When : states)
            {
                string then = member.Ends ? End : member.Then ?? from;
                Add(from, then, member.Name);
                if (member.ThenOnFailure is { } failed && failed != then)
                    Add(from, failed, $"{member.Name} fails");
            }
        }

        ProtocolStep[] steps = [.. labels.Select(pair => new ProtocolStep(pair.Key.From, pair.Key.To, [.. pair.Value.Distinct()]))];
        return new ProtocolGraph(steps.Any(step => step.To == End) ? [.. states, End] : states, steps);

        void Add(string from, string to, string label)
        {
            if (!labels.TryGetValue((from, to), out List<string>? same))
                labels.Add((from, to), same = []);
            same.Add(label);
        }
    }
}
