namespace Singular.Channels.Runtime;

/// <summary>Finds out whether a domain would become free at all while a thread waits for it.</summary>
/// <remarks>
/// A domain waits for the thread that is inside, and one that stands for a process for the threads that carry out its requests. A thread waits for the
/// domain that it wants to enter, and for the process into whose domain it has called. Each says so before it looks, so
/// that of those that close a circle the last one sees it; only threads that are about to sleep, or to call a process, ever look.
/// Nothing here is held while anything waits.
/// </remarks>
internal static class WaitGraph
{
    private static readonly Lock s_gate = new();

    /// <summary>Whether the wait of a thread for a domain would never end. The thread has said that it waits
    /// (<see cref="CallContext.WaitsFor"/>); where it would never end that is taken back.</summary>
    internal static bool Refuses(CallContext caller, Domain wanted)
    {
        Interlocked.MemoryBarrier();
        if (IsPlain(wanted))
            return false;
        // One at a time: of two that find the same circle one is refused, and the other's is none any more.
        lock (s_gate)
        {
            if (FindCircle(caller, wanted) is not { } first)
                return false;
            // What was read link by link was a circle only if all links were there at the same time: those of one that will not open stay as they are.
            if (FindCircle(caller, wanted) is not { } second || !first.AsSpan().SequenceEqual(second))
                return false;
            caller.WaitsFor = null;
            return true;
        }
    }

    /// <summary>The common case: the thread inside runs, and no process has to do with it.</summary>
    private static bool IsPlain(Domain wanted) =>
        wanted.Carriers.Length == 0 && CallContextTable.Find(Volatile.Read(ref wanted.Owner)) is var inside
        && (inside is null || (inside.WaitsFor is null && Domain.ById(Volatile.Read(ref inside.DomainId)).Carriers.Length == 0));

    private static Link[]? FindCircle(CallContext caller, Domain wanted)
    {
        List<Link> path = [];
        return Leads(wanted, caller, path, []) ? [.. path] : null;
    }

    private static bool Leads(Domain domain, CallContext caller, List<Link> path, HashSet<int> seen)
    {
        if (!domain.IsAlive || !seen.Add(domain.Id))
            return false;
        int owner = Volatile.Read(ref domain.Owner);
        if (owner != 0 && owner != caller.Id && CallContextTable.Find(owner) is { } inside && Leads(domain, inside, caller, path, seen))
            return true;
        // A thread that has just become the owner looks, too.
        if (owner == caller.Id && !ReferenceEquals(caller.WaitsFor, domain))
        {
            path.Add(Link.Of(domain, caller));
            return true;
        }
        return LeadsThroughRequests(domain, caller, path, seen);
    }

    private static bool LeadsThroughRequests(Domain domain, CallContext caller, List<Link> path, HashSet<int> seen)
    {
        CallContext[] carriers = domain.Carriers;
        // Numbers of domains are not negative.
        if (carriers.Length == 0 || !seen.Add(~domain.Id))
            return false;
        foreach (CallContext carrier in carriers)
        {
            if (!carrier.IsCarrying)
                continue;
            if (ReferenceEquals(carrier, caller))
            {
                path.Add(Link.Of(domain, caller));
                return true;
            }
            if (Leads(domain, carrier, caller, path, seen))
                return true;
        }
        return false;
    }

    /// <summary>On through what a thread waits for that has to come back before the domain is free.</summary>
    private static bool Leads(Domain from, CallContext thread, CallContext caller, List<Link> path, HashSet<int> seen)
    {
        path.Add(Link.Of(from, thread));
        if (thread.WaitsFor is { } wanted && Leads(wanted, caller, path, seen))
            return true;
        // Called into a process: that may wait for a request of its own.
        Domain current = Domain.ById(Volatile.Read(ref thread.DomainId));
        if (LeadsThroughRequests(current, caller, path, seen))
            return true;
        path.RemoveAt(path.Count - 1);
        return false;
    }

    /// <summary>A domain and a thread on which it depends, with what counts their calls.</summary>
    private readonly record struct Link(int Domain, long Calls, int Thread, long Carried)
    {
        internal static Link Of(Domain domain, CallContext thread) =>
            new(domain.Id, domain.CallsBegun, thread.Id, Volatile.Read(ref thread.Carried));
    }
}
