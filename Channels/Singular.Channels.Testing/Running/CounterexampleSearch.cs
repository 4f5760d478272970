using System.Diagnostics;
using System.Runtime.ExceptionServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Singular.Channels.Testing;

/// <summary>Looks for an input that breaks a property and makes it small, with FsCheck.</summary>
internal static class CounterexampleSearch
{
    // FsCheck's sizes: short inputs first, because they are found small.
    private const int FirstSize = 4;
    private const int LastSize = 60;

    // The increment of FsCheck's generator (splitmix) has to be odd; the value is the golden ratio's.
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Shrinking goes on for so long at most: every attempt is a whole run.</summary>
    private static readonly TimeSpan s_shrinkLimit = TimeSpan.FromSeconds(20);

    /// <summary>Tries inputs until one breaks the property.</summary>
    /// <param name="generator">Makes inputs.</param>
    /// <param name="shrink">Simpler inputs.</param>
    /// <param name="whyBroken">Why an input breaks the property; null when it does not.</param>
    /// <param name="runs">How many to try.</param>
    /// <param name="seed">What all inputs follow from.</param>
    /// <param name="patience">How long beyond its time limit a call may take until the server counts as hanging.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Null when all kept it.</returns>
    internal static Counterexample<T>? Find<T>(
        Gen<T> generator, Func<T, IEnumerable<T>> shrink, Func<T, string?> whyBroken, int runs, int seed, TimeSpan patience, CancellationToken cancellation)
    {
        Counterexample<T>? smallest = null;
        Exception? error = null;
        long found = 0;
        int tried = 0;
        var watch = new HangWatch(patience);
        string? WhyBroken(T input)
        {
            try
            {
                return watch.Try(() => whyBroken(input));
            }
            catch (ContractViolationException found)
            {
                // It showed when all was to be cleared away.
                return found.Message;
            }
        }

        bool Holds(T input)
        {
            if (error is not null || watch.HasHung || cancellation.IsCancellationRequested || (smallest is not null && Stopwatch.GetElapsedTime(found) > s_shrinkLimit))
                return true;
            try
            {
                if (smallest is null)
                    tried++;
                if (WhyBroken(input) is not { } reason)
                    return true;
                if (smallest is null)
                    found = Stopwatch.GetTimestamp();
                smallest = new Counterexample<T>(input, reason, tried);
                return false;
            }
            catch (Exception unexpected)
            {
                error = unexpected;
                return true;
            }
        }

        var runner = new SilentRunner();
        Config config = Config.Quick.WithMaxTest(runs).WithStartSize(FirstSize).WithEndSize(LastSize).WithRunner(runner)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)seed, Gamma), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(Arb.From(generator, shrink), Holds));
        watch.End();
        cancellation.ThrowIfCancellationRequested();
        if (error is PlacementException)
            ExceptionDispatchInfo.Throw(error);
        if (error is not null)
            throw new InvalidOperationException($"The kit itself failed: {error.Message}", error);
        if (smallest is null && tried < runs)
            throw new InvalidOperationException($"The search ended after {tried} of {runs} runs: {runner.Result}");
        return smallest;
    }
}
