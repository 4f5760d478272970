namespace Singular.Channels.Runtime;

/// <summary>Where the clients of a driver find it. The slot stays when the driver is restarted; what is in it changes.</summary>
public sealed class ServerSlot
{
    private readonly object _gate = new();
    private ServerInstance? _current;

    /// <param name="serverName">Instance name, e.g. <c>RamDisk#0</c>; clients see it in their errors.</param>
    public ServerSlot(string serverName)
    {
        ArgumentException.ThrowIfNullOrEmpty(serverName);
        ServerName = serverName;
    }

    /// <summary>A slot for one endpoint: it ends with the domain that the endpoint is in.</summary>
    internal ServerSlot(Domain domain, object target)
    {
        ServerName = domain.Name;
        IsEndpoint = true;
        _current = new ServerInstance(domain, target);
    }

    public string ServerName { get; }

    /// <summary>True while a living server is in the slot.</summary>
    public bool IsUp => Current is not null;

    /// <summary>How many servers have been put into the slot.</summary>
    public int Generation { get; private set; }

    /// <summary>True when the server will not be started again, so that nobody waits for it.</summary>
    public bool IsGivenUp { get; private set; }

    internal bool IsEndpoint { get; }

    /// <summary>The living server, or null.</summary>
    internal ServerInstance? Current => Volatile.Read(ref _current) is { Domain.IsAlive: true } instance ? instance : null;

    /// <summary>Puts a started server into the slot; from now on its clients' calls go there.</summary>
    /// <param name="domain">The domain of this life of the server.</param>
    /// <param name="target">The driver's object, or the <see cref="ClientEndpoint"/> of a channel to its process.</param>
    /// <exception cref="InvalidOperationException">A living server is in the slot.</exception>
    public void Install(Domain domain, object target)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(target);
        lock (_gate)
        {
            if (IsEndpoint || Current is not null)
                throw new InvalidOperationException($"{ServerName} is up; end its domain first.");
            Volatile.Write(ref _current, new ServerInstance(domain, target));
            Generation++;
            IsGivenUp = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes a dead server out, so that its object can be collected.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (Current is null)
                _current = null;
        }
    }

    /// <summary>Says that the server will not be started again by itself; whoever waits for it stops waiting.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            IsGivenUp = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The living server, waiting for a restart if there is none.</summary>
    internal ServerInstance? WaitForServer(int milliseconds, Domain caller)
    {
        if (IsEndpoint)
            return null;
        long end = Environment.TickCount64 + milliseconds;
        lock (_gate)
        {
            while (true)
            {
                if (Current is { } instance)
                    return instance;
                long left = end - Environment.TickCount64;
                if (left <= 0 || IsGivenUp || !caller.IsAlive)
                    return null;
                Monitor.Wait(_gate, (int)Math.Min(left, 50));
            }
        }
    }
}
