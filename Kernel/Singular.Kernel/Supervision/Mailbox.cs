namespace Singular.Kernel.Supervision;

/// <summary>Work for one thread, to be done now or at a time. Safe to post to from any thread.</summary>
/// <param name="now">Time since the start of the system.</param>
internal sealed class Mailbox(Func<TimeSpan> now)
{
    private readonly object _gate = new();
    private readonly Queue<Action> _ready = new();
    private readonly PriorityQueue<Action, TimeSpan> _later = new();
    private bool _closed;

    public void Post(Action work)
    {
        lock (_gate)
        {
            _ready.Enqueue(work);
            Monitor.Pulse(_gate);
        }
    }

    public void PostAfter(TimeSpan delay, Action work)
    {
        lock (_gate)
        {
            _later.Enqueue(work, now() + delay);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets <see cref="Take"/> return null from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next work; null when the mailbox is closed.</summary>
    public Action? Take()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                if (_ready.TryDequeue(out Action? work))
                    return work;
                if (!_later.TryPeek(out _, out TimeSpan due))
                {
                    Monitor.Wait(_gate);
                    continue;
                }
                TimeSpan left = due - now();
                if (left <= TimeSpan.Zero)
                    return _later.Dequeue();
                Monitor.Wait(_gate, left);
            }
            return null;
        }
    }
}
