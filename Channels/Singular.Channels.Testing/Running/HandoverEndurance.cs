namespace Singular.Channels.Testing;

/// <summary>What is handed over comes back: a server that is handed endpoints again and again ends those that it has no use for.</summary>
/// <param name="placement">Where the server is.</param>
/// <param name="generator">Makes calls.</param>
internal sealed class HandoverEndurance(IPlacement placement, SequenceGenerator generator)
{
    /// <summary>More than a server may hold of one client (<c>ClientSession.MaxEndpoints</c>).</summary>
    private const int Rounds = 1_200;

    // The size that FsCheck would use last.
    private const int Size = 50;

    /// <summary>Generated calls until one is legal.</summary>
    private const int Attempts = 20;

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(5);

    /// <summary>Calls made so far.</summary>
    internal long Calls { get; private set; }

    /// <returns>What was kept; null when nothing was, or when the call cannot be made again and again.</returns>
    internal string? WhyBroken(MemberDescription member, int seed)
    {
        if (!member.IsAllowedIn(0) || member.StateAfter(0, true) != 0 || member.StateAfter(0, false) != 0)
            return null;
        CallStep? legal = FsCheck.Fluent.Gen.Sample(generator.Call(member, 0, Death.None), Size, new FsCheck.Rnd((ulong)seed, 1), Attempts)
            .FirstOrDefault(call => ArgumentRules.WhyForbidden(member, call.Values()) is null);
        return legal is null ? null : WhyKept(EndpointChoice.Living(legal));
    }

    private string? WhyKept(CallStep call)
    {
        MemberDescription member = call.Member;
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        using (var handed = new HandedEndpoints(server))
        {
            server.Start();
            HangWatch.Settle(world);
            object client = ClientSide.Of(member.Contract, server.Client, server.ClientDomain);
            for (int round = 0; round < Rounds; round++)
            {
                Calls++;
                Outcome outcome = Outcome.Of(member, client, handed.Arguments(call.Values(), server.ClientDomain)).AwaitedAfter(s_answerLimit);
                handed.EndCall(isTaken: false);
                handed.Log.Take();
                // Who waits for something else that has to happen is not asked again.
                if (outcome.Value is Task)
                    return null;
                if (outcome.Kind != OutcomeKind.Returned && !outcome.Detail.EndsWith(Runtime.Boundary.Circle, StringComparison.Ordinal))
                    return $"{placement.Name} placement: endpoints are kept for ever: {TestScript.Call("server", member, call.Arguments, call.Values())} gave {outcome} ({outcome.Detail}) after {round} calls.";
                if (handed.Log.Wrong is { } wrong)
                    return $"{placement.Name} placement: {wrong}, in call {round + 1} of {TestScript.Call("server", member, call.Arguments, call.Values())}.";
                HangWatch.Settle(world);
            }
        }
        return null;
    }
}
