using Mono.Cecil;
using Singular.Verifier.Bodies;
using Singular.Verifier.Ownership.Flow;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>What own methods do with endpoints that are lent to them, and what they give back: found by following the callee with
/// what the caller passes, once for each combination of states.</summary>
internal sealed class Summaries(OwnershipModel model)
{
    /// <summary>Calls within calls that are followed.</summary>
    private const int MaxDepth = 50;

    private readonly Dictionary<(MethodDefinition, string), MethodSummary?> _known = [];
    private Dictionary<(string, int), List<MethodDefinition>>? _virtuals;
    private int _depth;

    /// <summary>Follows a method whose callers are not known: an endpoint that comes in is not tracked.</summary>
    public void Follow(MethodDefinition method) => Of(method, new ulong[method.Parameters.Count]);

    /// <summary>Follows a method that a client calls through its contract: the endpoints that come in are its own, in the first state of their protocols.</summary>
    public void FollowServed(MethodDefinition method)
    {
        try
        {
            if (model.BodyOf(method) is { } body)
                new MethodFlow(model, body, [.. method.Parameters.Select(_ => Bits.Held)], isServed: true).Run();
        }
        catch (Exception error) when (error is FlowShapeException or InvalidBodyException || MetadataFault.Is(error))
        {
            model.Report(method, OwnershipCodes.Unclear, null, $"the method cannot be followed: {error.Message}", "code that can be followed", "Split the method up.");
        }
    }

    /// <summary>The effect of a call; null where no code of the assembly is called.</summary>
    /// <param name="use">The method that is named.</param>
    /// <param name="isVirtual">Whether an override may be called in its place.</param>
    /// <param name="passed">What may be true of each argument.</param>
    public MethodSummary? Of(MethodUse use, bool isVirtual, ulong[] passed)
    {
        MethodDefinition definition = use.Definition!;
        if (!isVirtual || !definition.IsVirtual || definition.IsFinal || (definition.DeclaringType.IsSealed && !definition.IsAbstract))
            return Of(definition, passed);
        MethodSummary? all = null;
        foreach (MethodDefinition candidate in Candidates(definition))
        {
            if (Of(candidate, passed) is not { } summary)
                continue;
            all ??= new MethodSummary(passed.Length);
            all.Add(summary);
        }

        return all;
    }

    private MethodSummary? Of(MethodDefinition method, ulong[] passed)
    {
        try
        {
            if (model.BodyOf(method) is not { } body)
                return null;
            ulong[] states = EndpointStates(body, passed);
            var key = (method, string.Join(',', states));
            if (_known.TryGetValue(key, out MethodSummary? known))
                return known ?? InProgress(body, states);
            if (_depth == MaxDepth)
                throw new FlowShapeException($"calls lead more than {MaxDepth} methods deep");
            _known.Add(key, null);
            return _known[key] = Follow(body, states);
        }
        catch (Exception error) when (error is FlowShapeException or InvalidBodyException || MetadataFault.Is(error))
        {
            model.Report(method, OwnershipCodes.Unclear, null, $"the method cannot be followed: {error.Message}", "code that can be followed", "Split the method up.");
            return Unknown(passed);
        }
    }

    private MethodSummary Follow(FlowBody body, ulong[] states)
    {
        _depth++;
        try
        {
            return new MethodFlow(model, body, states).Run();
        }
        finally
        {
            _depth--;
        }
    }

    private ulong[] EndpointStates(FlowBody body, ulong[] passed)
    {
        var states = new ulong[passed.Length];
        for (int i = 0; i < states.Length; i++)
            states[i] = model.Types.KindOf(body.Variables[i + body.ThisOffset]) != ResourceKind.Endpoint ? 0 : passed[i] == 0 ? Bits.Untracked : passed[i];
        return states;
    }

    /// <summary>A method that calls itself: what it does to an open endpoint would have to be known before it is.</summary>
    private static MethodSummary InProgress(FlowBody body, ulong[] states)
    {
        if (Array.Exists(states, s => (s & Bits.AnyHeld) != 0))
            throw new FlowShapeException($"{body.Definition.Name} hands an open endpoint to itself; use a loop");
        MethodSummary unknown = Unknown(states);
        unknown.GivesBack = uint.MaxValue;
        return unknown;
    }

    /// <summary>Of a method that was refused: its callers get no findings on top.</summary>
    private static MethodSummary Unknown(ulong[] passed)
    {
        var summary = new MethodSummary(passed.Length) { Returned = Bits.Held | Bits.Nothing };
        for (int i = 0; i < passed.Length; i++)
            summary.After[i] = summary.AfterException[i] = (passed[i] & Bits.AnyHeld) == 0 ? passed[i] : Bits.Untracked;
        return summary;
    }

    /// <summary>All methods that a virtual call may reach, and perhaps more: those of the same name with as many parameters.</summary>
    private List<MethodDefinition> Candidates(MethodDefinition method)
    {
        if (_virtuals is null)
        {
            _virtuals = [];
            foreach (MethodDefinition candidate in model.Verification.Module.GetTypes().SelectMany(t => t.Methods).Where(m => m.IsVirtual))
            {
                var key = (PlainName(candidate.Name), candidate.Parameters.Count);
                if (!_virtuals.TryGetValue(key, out List<MethodDefinition>? list))
                    _virtuals.Add(key, list = []);
                list.Add(candidate);
            }
        }

        return _virtuals.TryGetValue((PlainName(method.Name), method.Parameters.Count), out List<MethodDefinition>? found) ? found : [];
    }

    /// <summary>Explicit implementations are named after their interface.</summary>
    private static string PlainName(string name) => name[(name.LastIndexOf('.') + 1)..];
}
