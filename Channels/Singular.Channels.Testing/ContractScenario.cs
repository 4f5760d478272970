namespace Singular.Channels.Testing;

/// <summary>A server and its client for a test written by hand, or for one that the kit has printed.</summary>
/// <typeparam name="TContract">The contract's interface.</typeparam>
public sealed class ContractScenario<TContract> : IDisposable
    where TContract : class
{
    private readonly ContractFixture _fixture;
    private readonly PlacedServer _server;
    private readonly HandedEndpoints _handed;
    private readonly TestScript _names = new();
    private readonly List<string> _callBacks = [];

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
        _handed = new HandedEndpoints(_server);
        _server.Start();
        _fixture.Settle();
    }

    /// <summary>What the present client holds.</summary>
    public TContract Server => Held(_server.Client, _server.ClientDomain);

    /// <summary>What a second client holds: while it is in a call, endpoints of the first can be called.</summary>
    public TContract Other => Held(_server.Other.Boundary, _server.Other.Domain);

    /// <summary>What the server has called so far of the endpoints that it was handed, from inside calls.</summary>
    public IReadOnlyList<string> CallBacks
    {
        get
        {
            _callBacks.AddRange(_handed.Log.Take().Select(call => call.Text));
            return _callBacks;
        }
    }

    /// <summary>What the server has called although the endpoint's contract forbids it; null while it has not.</summary>
    public string? WrongCallBack => _handed.Log.Wrong;

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

    /// <summary>An endpoint that the present client can hand over, once. It answers legal values.</summary>
    /// <param name="seed">What they follow from.</param>
    /// <param name="farEnd">What becomes of its far side; it is gone as soon as it was made, where it is to be gone.</param>
    public TEndpoint Endpoint<TEndpoint>(int seed, FarEnd farEnd = FarEnd.Answers)
        where TEndpoint : class
    {
        var choice = new EndpointChoice(typeof(TEndpoint), seed, farEnd);
        object endpoint = _handed.Make(new NamedEndpoint(choice, _names.NameFor(ContractDescription.Of(typeof(TEndpoint)))), _server.ClientDomain);
        _handed.EndFarSides();
        return (TEndpoint)endpoint;
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
        _handed.Dispose();
        _fixture.Dispose();
    }

    private static TContract Held(object target, Singular.Channels.Runtime.Domain client)
    {
        var contract = ContractDescription.Of(typeof(TContract));
        return (TContract)(contract.TakesEndpoints ? ClientSide.Of(contract, target, client) : target);
    }
}
