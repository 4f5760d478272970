namespace Singular.Channels.Runtime;

/// <summary>The queue of a domain with a thread of its own, made when the first work comes. Work runs in order, inside the
/// domain, never on a thread that another domain uses. It ends with the domain; what was still queued is dropped.</summary>
public sealed class DomainScheduler
{
    private readonly Domain _domain;
    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Work, object? State)> _queue = new();
    private Thread? _thread;
    private bool _ended;

    internal DomainScheduler(Domain domain)
    {
        _domain = domain;
        _ended = !domain.IsAlive;
    }

    /// <summary>Queues work; returns at once. Work for a dead domain is dropped.</summary>
    public void Post(SendOrPostCallback work, object? state)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
        {
            if (_ended || !_domain.IsAlive)
                return;
            _queue.Enqueue((work, state));
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = _domain.Name };
                _thread.Start();
            }
            else
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Runs work on the domain's thread and waits for it: a driver's constructor.</summary>
    /// <param name="work">Runs inside the domain.</param>
    /// <param name="limit">How long to wait for it.</param>
    public RunOutcome Run(Action work, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(work);
        object gate = new();
        bool done = false;
        Post(_ =>
        {
            work();
            lock (gate)
            {
                done = true;
                Monitor.Pulse(gate);
            }
        }, null);
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (gate)
        {
            while (!done)
            {
                long left = end - Environment.TickCount64;
                if (!_domain.IsAlive)
                    return RunOutcome.Died;
                if (left <= 0)
                    return RunOutcome.TimedOut;
                Monitor.Wait(gate, (int)Math.Min(left, 20));
            }
        }
        return _domain.IsAlive ? RunOutcome.Done : RunOutcome.Died;
    }

    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        while (true)
        {
            (SendOrPostCallback Work, object? State) item;
            lock (_gate)
            {
                while (_queue.Count == 0 && !_ended)
                    Monitor.Wait(_gate);
                if (_ended)
                    return;
                item = _queue.Dequeue();
            }
            _domain.RunInside(item.Work, item.State);
        }
    }
}
