namespace Singular.Channels.Runtime;

/// <summary>How an attempt to enter a domain ended.</summary>
internal enum EntryOutcome
{
    Entered,

    /// <summary>The domain is dead.</summary>
    Dead,

    /// <summary>This thread is inside the domain already.</summary>
    Reentrant,

    /// <summary>The domain will not become free before this thread's own call has ended: see <see cref="WaitGraph"/>.</summary>
    Cyclic,

    /// <summary>The domain that wanted to call died while it waited.</summary>
    CallerDead,
}
