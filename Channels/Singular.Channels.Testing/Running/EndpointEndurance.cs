namespace Singular.Channels.Testing;

/// <summary>No endpoint is lost: one can be opened and ended, or left behind by a client that died, any number of times.</summary>
/// <param name="placement">Where the server is.</param>
/// <param name="generator">Makes calls.</param>
internal sealed class EndpointEndurance(IPlacement placement, SequenceGenerator generator)
{
    /// <summary>More than any driver holds open at once: a client may hold 1,024 (<c>ClientSession.MaxEndpoints</c>).</summary>
    private const int Rounds = 1_200;

    /// <summary>A dead client is costlier to make.</summary>
    private const int DeadClients = 300;

    /// <summary>Generated calls until one succeeds.</summary>
    private const int Attempts = 100;

    // The size that FsCheck would use last.
    private const int Size = 50;

    /// <summary>Calls made so far.</summary>
    internal long Calls { get; private set; }

    /// <returns>What was lost; null when nothing, or when no call gave an endpoint.</returns>
    internal string? WhyBroken(MemberDescription member, int seed)
    {
        foreach (CallStep call in FsCheck.Fluent.Gen.Sample(generator.Call(member, 0, Death.None), Size, new FsCheck.Rnd((ulong)seed, 1), Attempts).Select(EndpointChoice.Living))
        {
            if (ArgumentRules.WhyForbidden(member, call.Values()) is not null)
                continue;
            if (Try(call, Rounds, static (_, end, endpoint) => Outcome.Of(end, endpoint, []), "opened and ended") is not { } outcome)
                continue;
            return outcome.Length > 0 ? outcome : Try(call, DeadClients, static (server, _, _) => server.ReplaceClient(), "opened by clients that died") is { Length: > 0 } left ? left : null;
        }
        return null;
    }

    private static object?[] Given(CallStep call, PlacedServer server, HandedEndpoints handed) =>
        new BufferHands(server.ClientDomain).Arguments(call.Member, handed.Arguments(call.Values(), server.ClientDomain));

    /// <returns>Null when the call does not give endpoints again and again, empty when it does.</returns>
    private string? Try(CallStep call, int rounds, Action<PlacedServer, MemberDescription, object> finish, string how)
    {
        MemberDescription? end = ContractDescription.Of(call.Member.EndpointType!).End;
        if (end is null || end.Parameters.Count > 0 || !end.IsAllowedIn(0))
            return null;
        (ContractWorld world, PlacedServer server) = placement.Place();
        using (world)
        using (server)
        using (var handed = new HandedEndpoints(server))
        {
            server.Start();
            HangWatch.Settle(world);
            for (int round = 0; round < rounds; round++)
            {
                Calls++;
                Outcome opened = Outcome.Of(call.Member, server.Client, Given(call, server, handed)).AwaitedAfter(TimeSpan.FromSeconds(5));
                handed.EndCall(isTaken: false);
                if (opened.Endpoint(call.Member) is not { } endpoint)
                {
                    // Some calls succeed once only, as those that make what they open.
                    return round <= 1 && opened.Kind == OutcomeKind.Returned
                        ? null
                        : $"{placement.Name} placement: an endpoint is lost: {TestScript.Call("server", call.Member, call.Arguments, call.Values())} gave {opened} after {round} endpoints that were {how}.";
                }
                finish(server, end, endpoint);
                HangWatch.Settle(world);
            }
        }
        return "";
    }
}
