namespace Singular.Channels.Runtime;

/// <summary>How an attempt to take a buffer out of a table ended.</summary>
internal enum TakeOutcome
{
    Taken,

    /// <summary>The handle holds nothing.</summary>
    Stale,

    /// <summary>The buffer was pinned: it has been released instead, and its memory goes when the last pin ends.</summary>
    Pinned,
}
