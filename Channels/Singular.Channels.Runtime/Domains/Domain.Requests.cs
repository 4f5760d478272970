namespace Singular.Channels.Runtime;

/// <content>What is known here of a process for which the domain stands: whether it waits for requests that it has made.</content>
public sealed partial class Domain
{
    private CallContext[] _carriers = [];

    /// <summary>The threads that carry out the requests of the process; copied when it changes.</summary>
    internal CallContext[] Carriers => Volatile.Read(ref _carriers);

    /// <summary>From now on a call into the domain looks first whether the process waits for the caller. Say it of each process in
    /// a program where some contract takes endpoints, because only with call-backs can calls go round in a circle.</summary>
    public void WatchCircles() => Interlocked.Or(ref Entry.Attention, AttentionProcess);

    internal void AddCarrier(CallContext carrier)
    {
        lock (_gate)
            Volatile.Write(ref _carriers, [.. _carriers, carrier]);
    }

    internal void RemoveCarrier(CallContext carrier)
    {
        lock (_gate)
            Volatile.Write(ref _carriers, [.. _carriers.Where(other => !ReferenceEquals(other, carrier))]);
    }
}
