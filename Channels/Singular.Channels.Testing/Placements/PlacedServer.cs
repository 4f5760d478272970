using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>A server in some placement, through its lives, and a client's view of it, through its.</summary>
public abstract class PlacedServer : IDisposable
{
    private readonly List<Domain> _dead = [];
    private Boundary? _boundary;
    private (Domain Domain, Boundary Boundary)? _other;

    /// <param name="contract">The contract that the server offers.</param>
    protected PlacedServer(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Contract = contract;
        ClientDomain = NewClientDomain();
    }

    /// <summary>Longest that a server's constructor may take.</summary>
    protected static TimeSpan StartLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The fault that planned deaths have.</summary>
    protected const string PlannedDeath = "PlannedDeath";

    public Type Contract { get; }

    /// <summary>What a client holds: a boundary that implements the contract.</summary>
    public object Client => _boundary ?? throw new InvalidOperationException("The server has not been started.");

    public Domain ClientDomain { get; private set; }

    /// <summary>A second client can be there beside the first and outlives it.</summary>
    public virtual bool HasOtherClient => true;

    /// <summary>The second client, which is there when it is first asked for.</summary>
    public (Domain Domain, Boundary Boundary) Other
    {
        get
        {
            if (_other is not { } other)
            {
                var domain = new Domain("Other#0", DomainOptions.UsesAwait);
                _other = other = (domain, ContractCode.Of(Contract).CreateBoundary(Slot, domain));
            }
            return other;
        }
    }

    /// <summary>The domain on the client's side whose death is the server's.</summary>
    public abstract Domain ServerDomain { get; }

    /// <summary>The tap before the server's object; null where the server is out of reach, in a process of its own.</summary>
    public abstract CallTap? Tap { get; }

    /// <summary>Buffers that the server's object holds; null where they are counted in another process.</summary>
    public virtual int? BuffersHeld => Tap is null ? null : ServerDomain.BufferCount;

    /// <summary>Where clients find the server.</summary>
    protected abstract ServerSlot Slot { get; }

    /// <summary>Starts the first life and connects the first client.</summary>
    /// <exception cref="ContractViolationException">The server did not start.</exception>
    public void Start()
    {
        StartLife();
        Connect();
    }

    /// <summary>Ends the present life, if it has not ended, and starts the next. Endpoints end; the client stays.</summary>
    /// <exception cref="ContractViolationException">The server did not start again.</exception>
    public void Restart()
    {
        Kill();
        EndLife();
        StartLife();
    }

    /// <summary>Ends the server as a fault would. Nobody waits for its return.</summary>
    public virtual void Kill()
    {
        Slot.GiveUp();
        ServerDomain.Condemn(PlannedDeath, "ended by the test");
    }

    /// <summary>Ends the client like one that died, with all that it holds, and connects another.</summary>
    public void ReplaceClient()
    {
        ClientDomain.Stop();
        Abandon(_boundary!);
        _dead.Add(ClientDomain);
        ClientDomain = NewClientDomain();
        Connect();
    }

    /// <summary>Ends everything.</summary>
    public void Dispose()
    {
        ServerDomain.Stop();
        ClientDomain.Stop();
        _other?.Domain.Stop();
        EndLife();
        _dead.Add(ClientDomain);
        if (_other is { } other)
            _dead.Add(other.Domain);
        foreach (Domain domain in _dead)
            Forget(domain);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a client that has died holds.</summary>
    /// <param name="boundary">What the client held.</param>
    /// <exception cref="ContractViolationException">Its end went wrong.</exception>
    protected virtual void Abandon(Boundary boundary)
    {
        ArgumentNullException.ThrowIfNull(boundary);
        boundary.Session.Abandon();
    }

    /// <summary>Starts a life of the server and puts it into the slot.</summary>
    protected abstract void StartLife();

    /// <summary>Frees what is left of a dead life.</summary>
    protected abstract void EndLife();

    /// <summary>Puts a tap before a server's object.</summary>
    protected object Tapped(object server, CallTap tap) => TappedType.Wrap(Contract, server, tap);

    /// <summary>Runs a fixture's start inside a domain.</summary>
    private protected object Construct(ContractFixture fixture, Domain domain, CallTap tap)
    {
        object? server = null;
        RunOutcome outcome = domain.Scheduler.Run(() => server = fixture.Start(domain), StartLimit);
        if (outcome != RunOutcome.Done)
            throw new ContractViolationException($"The server did not start: {(outcome == RunOutcome.TimedOut ? "its constructor did not return" : domain.Fault?.ExceptionType ?? domain.Fault?.Detail)}.");
        return Tapped(server!, tap);
    }

    /// <summary>Takes a dead domain out of the registry where no thread is inside any more.</summary>
    protected static void Forget(Domain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (!domain.IsAlive && domain.WaitUntilEmpty(TimeSpan.FromSeconds(1)))
            domain.Retire();
    }

    private static Domain NewClientDomain() => new("Client#0", DomainOptions.UsesAwait);

    private void Connect() => _boundary = ContractCode.Of(Contract).CreateBoundary(Slot, ClientDomain);
}
