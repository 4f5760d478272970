namespace Singular.Channels.Runtime;

/// <summary>What <see cref="WaitGraph"/> has found.</summary>
internal enum CircleOutcome
{
    /// <summary>Nobody waits for the caller.</summary>
    None,

    /// <summary>It looks like a circle, of which one call may be answered already: look again.</summary>
    Unsure,

    /// <summary>The wait would never end.</summary>
    Circle,
}
