using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>A server put where a test wants it, and a client's view of it.</summary>
public abstract class PlacedServer<TContract> : IDisposable
    where TContract : class
{
    protected PlacedServer(Func<object> create, DomainOptions options)
    {
        Create = create;
        Options = options;
        Slot = new ServerSlot("Server#0");
        ClientDomain = new Domain("Client#0", DomainOptions.UsesAwait);
    }

    /// <summary>The object that a client holds.</summary>
    public TContract Client => (TContract)(object)Boundary;

    public Boundary Boundary { get; protected set; } = null!;

    public Domain ClientDomain { get; }

    /// <summary>The domain, on the client's side, whose death is the server's.</summary>
    public Domain ServerDomain { get; protected set; } = null!;

    /// <summary>The domain in which the server's own code runs.</summary>
    public abstract Domain Driver { get; }

    public ServerSlot Slot { get; }

    protected Func<object> Create { get; }

    protected DomainOptions Options { get; }

    public static PlacedServer<TContract> Place(string placement, Func<object> create, DomainOptions options = DomainOptions.UsesAwait) =>
        placement switch
        {
            "kernel" => new InKernel<TContract>(create, options),
            "process" => new BehindChannel<TContract>(create, options, ChannelLayout.RegionBytes),
            "process with slots" => new BehindChannel<TContract>(create, options, ChannelLayout.RegionBytesWithBuffers),
            _ => throw new ArgumentException($"There is no placement '{placement}'.", nameof(placement)),
        };

    /// <summary>Runs what the client does inside the client's domain.</summary>
    public void AsClient(Action work)
    {
        Exception? failure = null;
        ClientDomain.TryRun(() => failure = Record.Exception(work));
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>The same, with a result.</summary>
    public T AsClient<T>(Func<T> work)
    {
        T result = default!;
        AsClient(() => { result = work(); });
        return result;
    }

    /// <summary>Starts the server anew after its death.</summary>
    public abstract void Restart();

    public abstract void Dispose();
}
