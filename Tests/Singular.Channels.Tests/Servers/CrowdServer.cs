using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

/// <summary>A call waits until as many have come as it was told of.</summary>
public sealed class CrowdServer : ICrowd
{
    private readonly object _gate = new();
    private int _present;
    private int _last;

    public int Meet(int people)
    {
        lock (_gate)
        {
            _last = ++_present;
            Monitor.PulseAll(_gate);
            while (_present < people)
            {
                if (!Monitor.Wait(_gate, 10_000))
                    return -1;
            }
            return _present;
        }
    }

    public int Last()
    {
        lock (_gate)
            return _last;
    }
}
