using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Decides whether and when a driver that died is started again.</summary>
/// <param name="rule">How many restarts in how long a time are allowed.</param>
public sealed class RestartHistory(RestartRule rule)
{
    /// <summary>The pause before the first restart; it doubles with each further one inside the rule's window.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly Queue<TimeSpan> _restarts = new();

    /// <summary>Notes a death.</summary>
    /// <param name="now">Time since the start of the system.</param>
    /// <returns>How long to wait before the restart, or null when the driver stays down.</returns>
    public TimeSpan? Died(TimeSpan now)
    {
        while (_restarts.TryPeek(out TimeSpan oldest) && now - oldest > TimeSpan.FromSeconds(rule.WindowSeconds))
            _restarts.Dequeue();
        if (_restarts.Count >= rule.Count)
            return null;
        TimeSpan delay = FirstDelay * Math.Pow(2, Math.Min(_restarts.Count, 10));
        _restarts.Enqueue(now);
        return delay < LongestDelay ? delay : LongestDelay;
    }

    /// <summary>Forgets all: the owner has started the driver by hand.</summary>
    public void Reset() => _restarts.Clear();
}
