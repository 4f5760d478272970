namespace Singular.Channels.Runtime;

/// <summary>Something that waits for an answer of a domain and must hear of its death.</summary>
internal abstract class PendingWork
{
    /// <summary>Place in the list of <see cref="Domain"/>; guarded by the domain's gate.</summary>
    internal LinkedListNode<PendingWork>? Node;

    /// <summary>The domain has died. Called once, without any lock held.</summary>
    internal abstract void Abort();
}
