namespace Singular.Channels.Runtime;

/// <summary>Something that waits for an answer of a domain and must hear of its death.</summary>
internal abstract class PendingWork
{
    // Neighbours in the list of the domain; guarded by its gate.
    internal PendingWork? Next;
    internal PendingWork? Previous;
    internal bool IsListed;

    /// <summary>The domain has died. Called once, without any lock held.</summary>
    internal abstract void Abort();
}
