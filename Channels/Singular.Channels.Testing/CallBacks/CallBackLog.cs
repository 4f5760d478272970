namespace Singular.Channels.Testing;

/// <summary>What came back to the endpoints that clients have handed over.</summary>
internal sealed class CallBackLog
{
    private readonly Lock _gate = new();
    private readonly List<CallBack> _calls = [];
    private string? _wrong;

    /// <summary>What somebody did that its contract forbids; null when nobody did.</summary>
    internal string? Wrong
    {
        get
        {
            lock (_gate)
                return _wrong;
        }
    }

    /// <summary>Work of the server's own has called an endpoint whose far side dies of it: what later calls give depends on the moment.</summary>
    internal bool IsUncertain { get; private set; }

    internal void Add(CallBack call)
    {
        lock (_gate)
            _calls.Add(call);
    }

    /// <summary>Notes a call from work of the server's own.</summary>
    internal void AddEvent(bool isSure)
    {
        lock (_gate)
            IsUncertain |= !isSure;
    }

    internal void Blame(string what)
    {
        lock (_gate)
            _wrong ??= what;
    }

    /// <summary>Takes what was called since the last time.</summary>
    internal IReadOnlyList<CallBack> Take()
    {
        lock (_gate)
        {
            CallBack[] taken = [.. _calls];
            _calls.Clear();
            return taken;
        }
    }
}
