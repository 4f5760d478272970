namespace Singular.Channels.Runtime;

/// <summary>What waits for a domain, newest first; guarded by the domain's gate.</summary>
internal struct PendingList
{
    private PendingWork? _first;

    internal void Add(PendingWork work)
    {
        work.IsListed = true;
        work.Next = _first;
        if (_first is not null)
            _first.Previous = work;
        _first = work;
    }

    /// <returns>False when the work is not in the list.</returns>
    internal bool Remove(PendingWork work)
    {
        if (!work.IsListed)
            return false;
        work.IsListed = false;
        if (work.Previous is null)
            _first = work.Next;
        else
            work.Previous.Next = work.Next;
        if (work.Next is not null)
            work.Next.Previous = work.Previous;
        work.Next = null;
        work.Previous = null;
        return true;
    }

    /// <summary>Empties the list and gives what was in it, oldest first.</summary>
    internal List<PendingWork> TakeAll()
    {
        List<PendingWork> all = [];
        while (_first is { } work)
        {
            Remove(work);
            all.Add(work);
        }
        all.Reverse();
        return all;
    }
}
