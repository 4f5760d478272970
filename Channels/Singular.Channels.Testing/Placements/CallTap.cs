namespace Singular.Channels.Testing;

/// <summary>Listens between the boundary and the server's object, inside the server's domain: counts the calls that come through,
/// and does what a test planned for the middle of the next one.</summary>
public sealed class CallTap
{
    [ThreadStatic]
    private static CallTap? t_inside;

    private readonly Queue<(Type Contract, Func<object, object> Watch)> _watches = new();
    private Action? _before;
    private Action? _after;
    private int _calls;

    /// <summary>Calls that have reached the server.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>All that was planned has begun to happen.</summary>
    internal bool HasNothingPlanned => Volatile.Read(ref _before) is null && Volatile.Read(ref _after) is null;

    /// <summary>Plans something for when the next call has reached the server.</summary>
    internal void PlanBefore(Action action) => Volatile.Write(ref _before, action);

    /// <summary>Plans something for when the server has done the work of the next call.</summary>
    internal void PlanAfter(Action action) => Volatile.Write(ref _after, action);

    /// <summary>Drops what was planned and has not happened.</summary>
    /// <returns>True when all that was planned has happened.</returns>
    internal bool Clear()
    {
        bool hasHappened = HasNothingPlanned;
        _before = null;
        _after = null;
        return hasHappened;
    }

    /// <summary>This thread is inside a call of the server; what the server does on other threads is work of its own.</summary>
    internal bool IsInside => t_inside == this;

    /// <summary>Plans a watch for an endpoint that the next call hands over, in the order of its arguments.</summary>
    internal void Expect(Type contract, Func<object, object> watch)
    {
        lock (_watches)
            _watches.Enqueue((contract, watch));
    }

    /// <summary>The call is over: it came through or was refused, and this thread is in none.</summary>
    internal void ExpectNothing()
    {
        lock (_watches)
            _watches.Clear();
        t_inside = null;
    }

    /// <summary>What the server gets in place of an endpoint that it is handed.</summary>
    internal object Watch(Type contract, object endpoint)
    {
        lock (_watches)
            return _watches.TryPeek(out (Type Contract, Func<object, object> Watch) next) && next.Contract == contract ? _watches.Dequeue().Watch(endpoint) : endpoint;
    }

    /// <summary>Called by <see cref="TappedType"/>'s classes.</summary>
    public void Enter()
    {
        t_inside = this;
        Interlocked.Increment(ref _calls);
        Interlocked.Exchange(ref _before, null)?.Invoke();
    }

    /// <inheritdoc cref="Enter"/>
    public void Leave()
    {
        t_inside = null;
        Interlocked.Exchange(ref _after, null)?.Invoke();
    }
}
