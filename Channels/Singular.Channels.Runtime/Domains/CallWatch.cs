namespace Singular.Channels.Runtime;

/// <summary>Condemns a domain in which a call lasts longer than its contract allows, or a piece of its own work longer than its
/// <see cref="Domain.WorkLimit"/>. It looks from time to time, so that a call
/// itself reads no clock; the code that hangs is not stopped by it, but nobody is let in any more.</summary>
/// <remarks>A domain that waits, for its turn or inside another domain, is not the one that is late. The far side of a channel to a
/// process is held to the limits by <see cref="ClientChannel"/>.</remarks>
public sealed class CallWatch : IDisposable
{
    private readonly object _gate = new();
    private readonly List<Watched> _watched = [];
    private readonly int _interval;
    private readonly Thread _thread;
    private bool _ended;

    /// <param name="interval">How often to look; a call is found at most this much after its limit.</param>
    public CallWatch(TimeSpan interval)
    {
        _interval = (int)interval.TotalMilliseconds;
        _thread = new Thread(Run) { IsBackground = true, Name = "call watch" };
        _thread.Start();
    }

    /// <summary>Watches a domain until it is dead.</summary>
    public void Add(Domain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        lock (_gate)
            _watched.Add(new Watched(domain));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
        _thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            Watched[] all;
            lock (_gate)
            {
                if (!_ended)
                    Monitor.Wait(_gate, _interval);
                if (_ended)
                    return;
                _watched.RemoveAll(watched => !watched.Domain.IsAlive);
                all = [.. _watched];
            }
            long now = Environment.TickCount64;
            foreach (Watched watched in all)
                watched.Look(now);
        }
    }

    private sealed class Watched(Domain domain)
    {
        private long _number = -1;
        private long _since;

        internal Domain Domain => domain;

        internal void Look(long now)
        {
            int owner = Volatile.Read(ref domain.Entry.Owner);
            long number = domain.CallsBegun;
            if (owner == 0 || number != _number || IsElsewhere(owner))
            {
                _number = number;
                _since = now;
                return;
            }
            int callLimit = domain.OpenLimit;
            int limit = callLimit != 0 ? callLimit : domain.WorkLimit;
            if (limit == 0 || now - _since <= limit || domain.CallsBegun != number)
                return;
            domain.Condemn(DomainFaultCodes.TimeLimit, callLimit != 0
                ? $"a call had not returned after {now - _since} ms; its contract allows {limit} ms"
                : $"a piece of its own work had not ended after {now - _since} ms; its budget is {limit} ms");
        }

        private bool IsElsewhere(int owner) =>
            CallContextTable.Find(owner) is not { } context || context.WaitsFor is not null || Volatile.Read(ref context.DomainId) != domain.Id;
    }
}
