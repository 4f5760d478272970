namespace Singular.Channels.Testing;

/// <summary>Listens between the boundary and the server's object, inside the server's domain: counts the calls that come through,
/// and does what a test planned for the middle of the next one.</summary>
public sealed class CallTap
{
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

    /// <summary>Called by <see cref="TappedType"/>'s classes.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Exchange(ref _before, null)?.Invoke();
    }

    /// <inheritdoc cref="Enter"/>
    public void Leave() => Interlocked.Exchange(ref _after, null)?.Invoke();
}
