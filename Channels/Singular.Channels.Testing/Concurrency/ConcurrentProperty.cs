using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Calls of a concurrent contract that run at the same time look as if they had run one after the other.</summary>
/// <param name="contract">The contract.</param>
/// <param name="placement">Where the server is.</param>
/// <param name="generator">Makes calls.</param>
internal sealed class ConcurrentProperty(ContractDescription contract, IPlacement placement, SequenceGenerator generator)
{
    private const int MostThreads = 3;
    private const int MostCalls = 3;

    /// <summary>Another attempt may interleave differently.</summary>
    private const int Attempts = 4;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Calls made so far.</summary>
    internal long Calls { get; private set; }

    /// <summary>For each thread its calls.</summary>
    internal Gen<List<List<CallStep>>> Histories()
    {
        Gen<CallStep> call = Gen.Elements(contract.Members.Where(member => member.IsAllowedIn(0) && !member.TakesEndpoints).ToArray())
            .SelectMany(member => generator.Call(member, 0, Death.None))
            .Where(step => ArgumentRules.WhyForbidden(step.Member, step.Values()) is null);
        return Gen.Choose(2, MostThreads).SelectMany(threads => Gen.Choose(1, MostCalls).SelectMany(calls => call.ListOf(calls)).ListOf(threads))
            .Select(histories => histories.Select(history => history.ToList()).ToList());
    }

    internal static IEnumerable<List<List<CallStep>>> Shrink(List<List<CallStep>> threads)
    {
        for (int thread = 0; thread < threads.Count; thread++)
        {
            if (threads.Count > 2)
                yield return [.. threads[..thread], .. threads[(thread + 1)..]];
            for (int call = 0; call < threads[thread].Count && threads[thread].Count > 1; call++)
                yield return [.. threads[..thread], [.. threads[thread][..call], .. threads[thread][(call + 1)..]], .. threads[(thread + 1)..]];
        }
    }

    internal string? WhyBroken(List<List<CallStep>> threads)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (Attempt(threads) is { } reason)
                return reason;
        }
        return null;
    }

    private string? Attempt(List<List<CallStep>> threads)
    {
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        {
            server.Start();
            IReadOnlyList<ConcurrentCall>? history = Run(server, threads);
            if (history is null)
                return $"{placement.Name} placement: concurrent calls did not all come back within {s_limit.TotalSeconds} s{Text(threads)}";
            if (!server.ServerDomain.IsAlive)
                return $"{placement.Name} placement: the server died of concurrent calls ({server.ServerDomain.Fault?.ExceptionType ?? server.ServerDomain.Fault?.Detail}){Text(threads)}";
            return new LinearizabilityChecker(Replay).IsLinearizable(history)
                ? null
                : $"{placement.Name} placement: no order of these calls explains what they gave{Text(history)}";
        }
    }

    private IReadOnlyList<ConcurrentCall>? Run(PlacedServer server, List<List<CallStep>> threads)
    {
        int clock = 0;
        var hands = new BufferHands(server.ClientDomain);
        var calls = new List<ConcurrentCall>[threads.Count];
        using var barrier = new Barrier(threads.Count);
        Thread[] runners = [.. threads.Select((steps, number) => new Thread(() =>
        {
            calls[number] = [];
            barrier.SignalAndWait();
            foreach (CallStep step in steps)
            {
                int begun = Interlocked.Increment(ref clock);
                string seen = Perform(step, server.Client, hands);
                calls[number].Add(new ConcurrentCall(number, step, begun, Interlocked.Increment(ref clock), seen));
            }
        }) { IsBackground = true })];
        foreach (Thread runner in runners)
            runner.Start();
        long end = Environment.TickCount64 + (long)s_limit.TotalMilliseconds;
        if (!runners.All(runner => runner.Join((int)Math.Max(0, end - Environment.TickCount64))))
            return null;
        Calls += clock / 2;
        return [.. calls.SelectMany(thread => thread)];
    }

    /// <summary>What the model, or else a new server called by one thread, gives.</summary>
    private List<string> Replay(IReadOnlyList<ConcurrentCall> order)
    {
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        {
            object? model = world.StartModel();
            if (model is null)
                server.Start();
            var hands = new BufferHands(model is null ? server.ClientDomain : Domain.Kernel);
            return [.. order.Select(call => Perform(call.Step, model ?? server.Client, hands))];
        }
    }

    private static string Perform(CallStep step, object target, BufferHands hands)
    {
        object?[] arguments = step.Values();
        Outcome outcome = Outcome.Of(step.Member, target, hands.Arguments(step.Member, arguments)).AwaitedAfter(s_limit);
        return outcome + hands.Take(step.Member, outcome) + string.Concat(step.Member.Parameters.Select((parameter, place) => parameter.Passing == ParameterPassing.Span ? Observed.Text(arguments[place]) : ""));
    }

    private static string Text(List<List<CallStep>> threads) =>
        Text([.. threads.SelectMany((steps, thread) => steps.Select(step => new ConcurrentCall(thread, step, 0, 0, "")))]);

    private static string Text(IReadOnlyList<ConcurrentCall> history)
    {
        var text = new StringBuilder(":");
        foreach (ConcurrentCall call in history)
        {
            text.AppendLine().Append($"    thread {call.Thread + 1}, {call.Begun} to {call.Ended}: {TestScript.Call("server", call.Step.Member, call.Step.Arguments, call.Step.Values())}; // {call.Seen}");
        }
        return text.ToString();
    }
}
