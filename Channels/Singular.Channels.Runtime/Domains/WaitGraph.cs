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
    /// <summary>Milliseconds after which a call into a process is believed not to have been answered.</summary>
    internal const int Grace = 50;

    private static readonly Lock s_gate = new();

    /// <summary>Whether the wait of a thread for a domain would never end. The thread has said that it waits
    /// (<see cref="CallContext.WaitsFor"/>); where it would never end that is taken back.</summary>
    /// <param name="caller">The thread.</param>
    /// <param name="wanted">The domain.</param>
    /// <param name="waited">Milliseconds for which it has waited. A process may have answered a call whose thread does not know it yet, so
    /// what depends on that is believed after <see cref="Grace"/> only.</param>
    internal static CircleOutcome Look(CallContext caller, Domain wanted, long waited)
    {
        Interlocked.MemoryBarrier();
        if (IsPlain(wanted))
            return CircleOutcome.None;
        // One at a time: of two that find the same circle one is refused, and the other's is none any more.
        lock (s_gate)
        {
            if (FindCircle(caller, wanted) is not { } first)
                return CircleOutcome.None;
            // What was read link by link was a circle only if all links were there at the same time: those of one that will not open stay as they are.
            if (FindCircle(caller, wanted) is not { } second || !first.AsSpan().SequenceEqual(second))
                return CircleOutcome.None;
            if (waited < Grace && Array.Exists(first, link => link.MayHaveEnded))
                return CircleOutcome.Unsure;
            caller.WaitsFor = null;
            return CircleOutcome.Circle;
        }
    }

    /// <summary>The common case: the thread inside runs, and no process has to do with it.</summary>
    private static bool IsPlain(Domain wanted) =>
        wanted.Carriers.Length == 0 && CallContextTable.Find(Volatile.Read(ref wanted.Entry.Owner)) is var inside
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
        int owner = Volatile.Read(ref domain.Entry.Owner);
        if (owner != 0 && owner != caller.Id && CallContextTable.Find(owner) is { } inside && Leads(domain, inside, false, caller, path, seen))
            return true;
        // A thread that has just become the owner looks, too.
        if (owner == caller.Id && !ReferenceEquals(caller.WaitsFor, domain))
        {
            path.Add(Link.Of(domain, caller, false));
            return true;
        }
        return LeadsThroughRequests(domain, false, caller, path, seen);
    }

    /// <param name="domain">Stands for a process.</param>
    /// <param name="isCalled">A thread has called into it, and it is that call that does not end.</param>
    /// <param name="caller">Who wants to wait.</param>
    /// <param name="path">How it has come here.</param>
    /// <param name="seen">Where it has been.</param>
    private static bool LeadsThroughRequests(Domain domain, bool isCalled, CallContext caller, List<Link> path, HashSet<int> seen)
    {
        CallContext[] carriers = domain.Carriers;
        // Numbers of domains are not negative.
        if (carriers.Length == 0 || !seen.Add(~domain.Id))
            return false;
        foreach (CallContext carrier in carriers)
        {
            if (!carrier.IsCarrying)
                continue;
            bool mayHaveEnded = isCalled && !carrier.CarriesInCall;
            if (ReferenceEquals(carrier, caller))
            {
                path.Add(Link.Of(domain, caller, mayHaveEnded));
                return true;
            }
            if (Leads(domain, carrier, mayHaveEnded, caller, path, seen))
                return true;
        }
        return false;
    }

    /// <summary>On through what a thread waits for that has to come back before the domain is free.</summary>
    private static bool Leads(Domain from, CallContext thread, bool mayHaveEnded, CallContext caller, List<Link> path, HashSet<int> seen)
    {
        path.Add(Link.Of(from, thread, mayHaveEnded));
        if (thread.WaitsFor is { } wanted && Leads(wanted, caller, path, seen))
            return true;
        // Called into a process: that may wait for a request of its own.
        Domain current = Domain.ById(Volatile.Read(ref thread.DomainId));
        if (LeadsThroughRequests(current, true, caller, path, seen))
            return true;
        path.RemoveAt(path.Count - 1);
        return false;
    }

    /// <summary>A domain and a thread on which it depends, with what counts their calls.</summary>
    private readonly record struct Link(int Domain, long Calls, int Thread, long Carried, bool MayHaveEnded)
    {
        internal static Link Of(Domain domain, CallContext thread, bool mayHaveEnded) =>
            new(domain.Id, domain.CallsBegun, thread.Id, Volatile.Read(ref thread.Carried), mayHaveEnded);
    }
}
