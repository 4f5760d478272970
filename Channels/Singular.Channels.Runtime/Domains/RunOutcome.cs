namespace Singular.Channels.Runtime;

/// <summary>How work that was handed to a domain ended.</summary>
public enum RunOutcome
{
    /// <summary>It returned.</summary>
    Done,

    /// <summary>The domain was dead, or died of it; <see cref="Domain.Fault"/> says why.</summary>
    Died,

    /// <summary>It had not returned within the time given; it may still be running.</summary>
    TimedOut,
}
