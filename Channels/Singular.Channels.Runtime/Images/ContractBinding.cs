namespace Singular.Channels.Runtime;

/// <summary>A contract and the classes that were generated for it.</summary>
/// <param name="name">The contract's name, e.g. <c>singular.clock</c>.</param>
/// <param name="major">Major version.</param>
/// <param name="minor">Minor version.</param>
/// <param name="hash">SHA-256 of the contract's canonical text, lower-case hexadecimal. Two ends of a channel talk to each
/// other only when theirs are equal.</param>
/// <param name="movesBuffers">See <see cref="MovesBuffers"/>.</param>
/// <param name="takesEndpoints">See <see cref="TakesEndpoints"/>.</param>
/// <param name="contractType">The interface.</param>
/// <param name="createBoundary">Makes <c>Boundary_…</c>.</param>
/// <param name="createClient">Makes <c>Client_…</c>.</param>
/// <param name="createServer">Makes <c>Server_…</c>.</param>
public sealed class ContractBinding(
    string name,
    int major,
    int minor,
    string hash,
    bool movesBuffers,
    bool takesEndpoints,
    Type contractType,
    Func<ServerSlot, ClientSession, Boundary> createBoundary,
    Func<ClientChannel, uint, ClientEndpoint> createClient,
    Func<object, ServerEndpoint> createServer)
{
    public string Name { get; } = name;

    public int Major { get; } = major;

    public int Minor { get; } = minor;

    public string Hash { get; } = hash;

    /// <summary>True when a member of the contract, or of an endpoint that comes out of it, takes or gives a buffer: its channels have slots then.</summary>
    public bool MovesBuffers { get; } = movesBuffers;

    /// <summary>True when a member of the contract, or of an endpoint that comes out of it, takes an endpoint: its channels come in pairs then, one for each direction
    /// (<see cref="ServerLoop.PairWith"/>).</summary>
    public bool TakesEndpoints { get; } = takesEndpoints;

    public Type ContractType { get; } = contractType;

    /// <summary>Makes the object that a client gets in place of a server: it implements the contract's interface.</summary>
    /// <param name="slot">Where the server is to be found, now and after restarts.</param>
    /// <param name="client">The domain that will hold the boundary.</param>
    public Boundary CreateBoundary(ServerSlot slot, Domain client) => createBoundary(slot, new ClientSession(client));

    /// <summary>Makes the near end of a channel to another process: it implements the contract's interface and belongs behind
    /// a boundary, as the target of a <see cref="ServerSlot"/>.</summary>
    public ClientEndpoint CreateClient(ClientChannel channel) => createClient(channel, 0);

    /// <summary>Makes the far end of a channel: it takes requests apart and calls <paramref name="target"/>.</summary>
    /// <param name="target">Implements the contract's interface; must be a boundary, so that every rule holds.</param>
    public ServerEndpoint CreateServer(Boundary target) => createServer(target);
}
