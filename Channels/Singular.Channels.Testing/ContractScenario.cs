namespace Singular.Channels.Testing;

/// <summary>A server and its client for a test written by hand, or for one that the kit has printed.</summary>
/// <typeparam name="TContract">The contract's interface.</typeparam>
public sealed class ContractScenario<TContract> : IDisposable
    where TContract : class
{
    private readonly ContractFixture _fixture;
    private readonly PlacedServer _server;

    /// <param name="create">Makes the server's object for each of its lives.</param>
    public ContractScenario(Func<TContract> create)
        : this(new FactoryFixture(create, null, []))
    {
    }

    /// <param name="fixture">The server with the world around it; the scenario's from now on.</param>
    public ContractScenario(ContractFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        _fixture = fixture;
        (_, _server) = LocalPlacement.InKernel(typeof(TContract), () => fixture).Place();
        _server.Start();
        _fixture.Settle();
    }

    /// <summary>What the present client holds.</summary>
    public TContract Server => (TContract)_server.Client;

    /// <summary>Why the server died; null while it lives.</summary>
    public string? Fault => _server.ServerDomain.Fault?.ToString();

    /// <summary>Ends the server as a fault would, and starts it again.</summary>
    public void Restart()
    {
        _server.Restart();
        _fixture.Settle();
    }

    /// <summary>Ends the client with all that it holds.</summary>
    /// <returns>What the next client holds.</returns>
    public TContract ReplaceClient()
    {
        _server.ReplaceClient();
        return Server;
    }

    /// <summary>Lets the world do something, by its name.</summary>
    /// <exception cref="InvalidOperationException">The fixture has no such stimulus.</exception>
    public void Stimulate(string name)
    {
        _fixture.Stimuli.First(stimulus => stimulus.Name == name).Act();
        _fixture.Settle();
    }

    /// <summary>A buffer of the present client with the contents of <see cref="TestData.Fill{T}"/>.</summary>
    public Owned<T> Buffer<T>(int length, int seed)
        where T : unmanaged =>
        (Owned<T>)new BufferHands(_server.ClientDomain).Make(TestData.Fill<T>(length, seed));

    /// <summary>A handle of the present client whose buffer has been released.</summary>
    public Owned<T> ReleasedBuffer<T>()
        where T : unmanaged =>
        (Owned<T>)new BufferHands(_server.ClientDomain).MakeReleased(typeof(T));

    /// <summary>The contents of a buffer that the present client was given.</summary>
    /// <exception cref="StaleBufferException">It does not hold it.</exception>
    public T[] ContentsOf<T>(Owned<T> buffer)
        where T : unmanaged =>
        (T[]?)new BufferHands(_server.ClientDomain).ContentsOf(typeof(T), buffer) ?? throw new StaleBufferException();

    public void Dispose()
    {
        _server.Dispose();
        _fixture.Dispose();
    }
}
