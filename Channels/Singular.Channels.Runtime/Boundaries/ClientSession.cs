namespace Singular.Channels.Runtime;

/// <summary>One client of one server: what the client may have open at the same time. Shared by a root boundary and the
/// endpoints that came out of it, so that the limits are those of a channel in either placement.</summary>
public sealed class ClientSession
{
    /// <summary>Endpoints that a client may hold of one server.</summary>
    public const int MaxEndpoints = 1024;

    /// <summary>Asynchronous calls that a client may have under way with one server.</summary>
    public const int MaxPendingCalls = 64;

    private readonly HashSet<Boundary> _endpoints = [];
    private CallBacks? _callBacks;
    private int _pending;
    private bool _isAbandoned;

    internal ClientSession(Domain client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Client = client;
    }

    /// <summary>The domain that makes the calls and in whose queue answers arrive.</summary>
    public Domain Client { get; }

    /// <summary>Endpoints that the client holds now.</summary>
    public int Endpoints
    {
        get
        {
            lock (_endpoints)
                return _endpoints.Count;
        }
    }

    /// <summary>The client is dead: what an answer that was on its way gives it now has to be ended at once.</summary>
    internal bool IsAbandoned => Volatile.Read(ref _isAbandoned);

    /// <summary>Ends every endpoint that the client still holds, because the client is dead, and admits no more. Calls the ending members of
    /// their contracts, so do not call it with a lock held.</summary>
    public void Abandon()
    {
        Boundary[] left;
        lock (_endpoints)
        {
            _isAbandoned = true;
            left = [.. _endpoints];
            _endpoints.Clear();
            // What the client has handed over died with it.
            _callBacks?.Forget();
            _callBacks = null;
        }
        foreach (Boundary endpoint in left)
            endpoint.Abandon();
    }

    /// <summary>What a server holds of this client: a session of this life of the server, whose endpoints end when it dies.</summary>
    internal ClientSession CallBacksTo(Domain server)
    {
        CallBacks made;
        lock (_endpoints)
        {
            if (_callBacks is { } present && ReferenceEquals(present.Session.Client, server))
                return present.Session;
            made = new CallBacks(server);
            if (!_isAbandoned)
                _callBacks = made;
        }
        server.AddPending(made);
        return made.Session;
    }

    /// <returns>False when the client is dead, or holds as many endpoints as it may.</returns>
    internal bool TryAdd(Boundary endpoint)
    {
        lock (_endpoints)
        {
            if (_isAbandoned)
                return false;
            // Endpoints of a server's earlier lives are gone, but nobody had to say so.
            if (_endpoints.Count >= MaxEndpoints)
                _endpoints.RemoveWhere(held => !held.Slot.IsUp);
            return _endpoints.Count < MaxEndpoints && _endpoints.Add(endpoint);
        }
    }

    internal void Remove(Boundary endpoint)
    {
        lock (_endpoints)
            _endpoints.Remove(endpoint);
    }

    internal bool TryBeginPending()
    {
        if (Interlocked.Increment(ref _pending) <= MaxPendingCalls)
            return true;
        Interlocked.Decrement(ref _pending);
        return false;
    }

    internal void EndPending() => Interlocked.Decrement(ref _pending);
}
