using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Makes the endpoints that the clients of a server hand over, and keeps them in sight until they have ended.</summary>
/// <param name="server">The server.</param>
internal sealed class HandedEndpoints(PlacedServer server) : IDisposable
{
    private readonly List<Handed> _present = [];
    private readonly List<Handed> _taken = [];
    private readonly List<Domain> _friends = [];

    internal CallBackLog Log { get; } = new();

    internal ModelCallBacks Model { get; } = new();

    /// <summary>What endpoints do is seen at the server; else only what arrives at them.</summary>
    internal bool IsWatched => server.Tap is not null;

    /// <summary>Puts endpoints of a client where their names stood.</summary>
    internal object?[] Arguments(object?[] arguments, Domain owner) =>
        [.. arguments.Select(argument => argument is NamedEndpoint named ? Make(named, owner) : argument is EndpointChoice choice ? Make(new NamedEndpoint(choice, choice.Contract.Name), owner) : argument)];

    /// <summary>Puts their counterparts there, for a model.</summary>
    internal object?[] ModelArguments(object?[] arguments, Domain owner) => [.. arguments.Select(argument => argument is NamedEndpoint named
        ? EmittedType.Create(new ModelEndpoint(ContractDescription.Of(named.Choice.Contract), named.Name, named.Choice.Seed, named.Choice.FarEnd, owner, Model))
        : argument)];

    /// <summary>Makes an endpoint and names it for who watches at the server.</summary>
    internal object Make(NamedEndpoint named, Domain owner)
    {
        (EndpointChoice choice, string name) = (named.Choice, named.Name);
        var contract = ContractDescription.Of(choice.Contract);
        Domain? friend = choice.FarEnd == FarEnd.Answers ? null : new Domain("Friend#0", DomainOptions.None);
        var made = new MadeEndpoint(contract, name, choice.Seed, choice.FarEnd, Log, IsWatched) { Friend = friend };
        object endpoint = EmittedType.Create(made);
        if (friend is not null)
        {
            _friends.Add(friend);
            var slot = new ServerSlot(friend.Name);
            slot.Install(friend, endpoint);
            endpoint = ContractCode.Of(choice.Contract).CreateBoundary(slot, owner);
        }
        var handed = new Handed(named, made, owner);
        _present.Add(handed);
        server.Tap?.Expect(choice.Contract, given => EmittedType.CreateWatch(new WatchedEndpoint(contract, given, name, choice.FarEnd == FarEnd.Answers, server.Tap, Log)));
        return endpoint;
    }

    /// <summary>The call that handed the newest over is over.</summary>
    /// <param name="isTaken">It has reached the server.</param>
    internal void EndCall(bool isTaken)
    {
        server.Tap?.ExpectNothing();
        EndFarSides();
        if (isTaken)
            _taken.AddRange(_present);
        _present.Clear();
    }

    /// <summary>Ends the far sides that are to be gone.</summary>
    internal void EndFarSides()
    {
        foreach (Handed handed in _present.Where(handed => handed.Named.Choice.FarEnd == FarEnd.IsGone))
            handed.Made.Friend!.Stop();
    }

    /// <summary>The same for the model's.</summary>
    internal static void EndModelCall(object?[] modelArguments)
    {
        foreach (EmittedEndpoint endpoint in modelArguments.OfType<EmittedEndpoint>())
            (endpoint.Hands as ModelEndpoint)?.Settle();
    }

    /// <summary>What a server held ends with it: each client that lives is told so, once.</summary>
    /// <param name="limit">How long that may take.</param>
    /// <returns>What was not ended; null when all was.</returns>
    internal string? WhyHeld(TimeSpan limit)
    {
        Handed[] left = [.. _taken.Where(handed => handed.Owner.IsAlive && handed.Made.Friend is not { IsAlive: false } && handed.Made.MustEnd)];
        _taken.Clear();
        Handed? held = left.FirstOrDefault(handed => !SpinWait.SpinUntil(() => handed.Made.HasEnded || !handed.Owner.IsAlive || handed.Made.Friend is { IsAlive: false }, limit));
        return held is null ? null : $"the server is dead, and {held.Named.Name}, which it held, was not ended within {limit.TotalSeconds} s";
    }

    /// <summary>A client has died, and what it handed over with it.</summary>
    internal void Forget(Domain owner) => _taken.RemoveAll(handed => ReferenceEquals(handed.Owner, owner));

    public void Dispose()
    {
        foreach (Domain friend in _friends)
        {
            friend.Stop();
            if (friend.WaitUntilEmpty(TimeSpan.FromSeconds(1)))
                friend.Retire();
        }
    }

    private sealed record Handed(NamedEndpoint Named, MadeEndpoint Made, Domain Owner);
}
