using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Singular.Channels.Testing;

/// <summary>No buffer is lost: the same synchronous calls can be made again and again, and the server does not hold more each time.</summary>
/// <param name="placement">Where the server is.</param>
/// <param name="generator">Makes calls.</param>
internal sealed class BufferEndurance(IPlacement placement, SequenceGenerator generator)
{
    // Together more than a server holds that keeps a queue or a pool of buffers.
    private const int CallsOfEachMember = 15;
    private const int Repetitions = 80;

    // The size that FsCheck would use last.
    private const int Size = 50;

    /// <summary>Calls made so far.</summary>
    internal long Calls { get; private set; }

    /// <param name="contract">The contract.</param>
    /// <param name="seed">What the calls follow from.</param>
    /// <returns>What was lost; null when nothing was.</returns>
    internal string? WhyBroken(ContractDescription contract, int seed)
    {
        CallStep[] calls =
        [
            .. contract.Members.Where(member => !member.IsAsync && (member.TakesBuffers || member.BufferElement is not null) && member.IsAllowedIn(0))
                .SelectMany(member => Gen.Sample(generator.Call(member, 0, Death.None), Size, new Rnd((ulong)seed, 1), CallsOfEachMember))
                .Where(call => ArgumentRules.WhyForbidden(call.Member, call.Values()) is null),
        ];
        new Random(seed).Shuffle(calls);
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        {
            server.Start();
            HangWatch.Settle(world);
            return Repeat(calls, world, server);
        }
    }

    private string? Repeat(CallStep[] calls, ContractWorld world, PlacedServer server)
    {
        var hands = new BufferHands(server.ClientDomain);
        int held = 0;
        bool isGrowing = true;
        for (int repetition = 0; repetition < Repetitions && isGrowing; repetition++)
        {
            foreach (CallStep call in calls)
            {
                Calls++;
                object?[] arguments = hands.Arguments(call.Member, call.Values());
                Outcome outcome = Outcome.Of(call.Member, server.Client, arguments);
                if (outcome.Kind != OutcomeKind.Returned)
                    return $"{placement.Name} placement: {Text(call)} gave {outcome} when the server held {server.BuffersHeld} buffers, after {Calls} calls.";
                hands.Take(call.Member, outcome);
                HangWatch.Settle(world);
            }
            isGrowing = server.BuffersHeld > held;
            held = server.BuffersHeld ?? 0;
        }
        return isGrowing
            ? string.Create(CultureInfo.InvariantCulture, $"{placement.Name} placement: buffers are lost: the server held {held} after {Repetitions} repetitions of the same {calls.Length} calls, each time more; for example after {Text(calls[^1])}.")
            : null;
    }

    private static string Text(CallStep call) =>
        TestScript.Call("server", call.Member, call.Arguments, call.Values());
}
