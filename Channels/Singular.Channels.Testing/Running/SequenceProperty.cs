using System.Globalization;
using System.Text;

namespace Singular.Channels.Testing;

/// <summary>What has to hold for every sequence of steps: in each placement every answer is right, all placements show the same, and
/// a life after a restart is like the first.</summary>
/// <param name="first">The placement that the others are compared with.</param>
/// <param name="others">Further placements.</param>
internal sealed class SequenceProperty(IPlacement first, IReadOnlyList<IPlacement> others)
{
    /// <summary>How often a server that calls back has to be seen to do something else.</summary>
    private const int Confirmations = 3;

    private bool _isDifference;

    /// <summary>Calls made so far.</summary>
    internal long Calls { get; private set; }

    /// <returns>What is wrong with the server, with the sequence as a test; null when nothing is.</returns>
    /// <remarks>Work of a server's own that calls its clients may make one of two calls that would wait for each other be refused, whichever comes second. What is
    /// no more than a difference has to be there each time.</remarks>
    internal string? WhyBroken(List<Step> steps)
    {
        string? reason = WhyBrokenOnce(steps);
        for (int seen = 1; seen < Confirmations && reason is not null && _isDifference && CallsBack(steps); seen++)
            reason = WhyBrokenOnce(steps);
        return reason;
    }

    private static bool CallsBack(List<Step> steps) => steps.Exists(step => (step as CallStep ?? (step as OtherClientStep)?.Call) is { Member.TakesEndpoints: true });

    private string? WhyBrokenOnce(List<Step> steps)
    {
        _isDifference = false;
        if (others.Any(other => other.SequencesPerWorld > 1))
            steps = [.. steps.Select(step => step is CallStep call ? call with { Death = Death.None } : step)];
        RunResult run = Run(first, steps);
        _isDifference = run.IsDifference;
        if (run.Violation is not null)
            return Report(run, $"{first.Name} placement: {run.Violation}");
        foreach (IPlacement other in others)
        {
            RunResult second = Run(other, steps, run.Completions.Keys);
            _isDifference = second.IsDifference;
            if (second.Violation is not null)
                return Report(second, $"{other.Name} placement: {second.Violation}");
            if (WhyDifferent(run, second) is not { } difference)
                continue;
            // An answer that was on its way is not a difference: the first placement gets the time for it.
            run = Run(first, steps, second.Completions.Keys);
            _isDifference = true;
            if (WhyDifferent(run, second) is not null)
                return Report(second, $"{other.Name} placement differs from {first.Name}: {difference}.");
        }
        return steps.Exists(step => step is ServerDeathStep or ClientDeathStep or CallStep { Death: not Death.None }) ? null : WhyUnclean(steps, run);
    }

    private string? WhyUnclean(List<Step> steps, RunResult fresh)
    {
        RunResult again = Run(first, [new ServerDeathStep(), .. steps], fresh.Completions.Keys);
        _isDifference = again.IsDifference;
        if (again.Violation is not null)
            return Report(again, $"after a restart: {again.Violation}");
        _isDifference = true;
        RunResult without = again with { Observations = [.. again.Observations.Skip(1)] };
        return WhyDifferent(fresh, without) is { } difference
            ? Report(again, $"a restarted server differs from a new one: {difference}.")
            : null;
    }

    private RunResult Run(IPlacement placement, List<Step> steps, IEnumerable<int>? completions = null)
    {
        (ContractWorld world, PlacedServer server) = placement.Place(steps.OfType<WorldStep>().FirstOrDefault()?.Number ?? 0);
        RunResult result = Run(world, server, steps, completions);
        if (result.Violation is null && WhyLeft(server) is { } left)
            result = result with { Violation = left };
        Calls += result.Calls;
        return result;
    }

    private static RunResult Run(ContractWorld world, PlacedServer server, List<Step> steps, IEnumerable<int>? completions)
    {
        using (world)
        using (server)
        {
            try
            {
                server.Start();
            }
            catch (ContractViolationException unstarted)
            {
                return new RunResult(unstarted.Message, [], [], new Dictionary<int, string>(), new Dictionary<int, IReadOnlyList<CallBack>>(), true, false, 0);
            }
            return new SequenceRun(server, world).Run(steps, completions is null ? null : [.. completions]);
        }
    }

    /// <summary>The end of a domain releases what it held; only a pin that nobody ended keeps a buffer.</summary>
    private static string? WhyLeft(PlacedServer server) =>
        server.ServerDomain.BufferCount == 0 ? null : $"{server.ServerDomain.BufferCount} buffers are still charged to the server after its end; a pin was not disposed";

    private static string? WhyDifferent(RunResult first, RunResult second)
    {
        if (first.IsUncertain || second.IsUncertain)
            return null;
        for (int i = 0; i < Math.Min(first.Observations.Count, second.Observations.Count); i++)
        {
            if (first.Observations[i] != second.Observations[i])
                return $"step {i + 1} gave {second.Observations[i]} and {first.Observations[i]}";
        }
        foreach (int call in first.Completions.Keys.Union(second.Completions.Keys))
        {
            string one = first.Completions.GetValueOrDefault(call, "no answer");
            string other = second.Completions.GetValueOrDefault(call, "no answer");
            if (one != other)
                return $"the asynchronous call {call.ToString(CultureInfo.InvariantCulture)} gave {other} and {one}";
        }
        return WhyCalledBackOtherwise(first, second);
    }

    /// <summary>Of two that both saw other things, too, nothing can be said.</summary>
    private static string? WhyCalledBackOtherwise(RunResult first, RunResult second)
    {
        (RunResult exact, RunResult other) = first.IsExact ? (first, second) : (second, first);
        if (!exact.IsExact)
            return null;
        foreach (int call in first.CallBacks.Keys.Intersect(second.CallBacks.Keys))
        {
            if (!CallBack.AreAlike(exact.CallBacks[call], other.CallBacks[call], other.IsExact))
                return $"in call {call.ToString(CultureInfo.InvariantCulture)} the server called {CallBack.ToText(second.CallBacks[call])} and {CallBack.ToText(first.CallBacks[call])}";
        }
        return null;
    }

    private static string Report(RunResult run, string what)
    {
        var text = new StringBuilder(what);
        text.AppendLine().AppendLine("    // using var scenario = new ContractScenario<…>(…); var server = scenario.Server;");
        foreach (string line in run.Script)
            text.Append("    ").AppendLine(line);
        return text.ToString().TrimEnd();
    }
}
