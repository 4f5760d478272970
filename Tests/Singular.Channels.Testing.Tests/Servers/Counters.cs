using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Counts the calls of a concurrent contract under a lock.</summary>
public sealed class LockedCounter : ICrowd
{
    private readonly object _gate = new();
    private int _count;

    public int Meet(int people)
    {
        lock (_gate)
            return ++_count;
    }

    public int Last()
    {
        lock (_gate)
            return _count;
    }
}

/// <summary>Counts without one.</summary>
public sealed class RacingCounter : ICrowd
{
    private volatile int _count;

    public int Meet(int people)
    {
        int seen = _count;
        Thread.Sleep(1);
        return _count = seen + 1;
    }

    public int Last() => _count;
}
