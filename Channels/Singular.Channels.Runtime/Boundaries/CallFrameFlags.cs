namespace Singular.Channels.Runtime;

/// <summary>What has happened in a call besides the plain case.</summary>
[Flags]
internal enum CallFrameFlags
{
    None = 0,

    /// <summary>The server's synchronisation context was put in place of the caller's, which lies in <see cref="CallContext"/>.</summary>
    SwitchedContext = 1,

    /// <summary>The request has been made again once.</summary>
    HasRetried = 2,

    /// <summary>The call is one of several that may be inside at a time.</summary>
    IsConcurrent = 4,

    /// <summary>The call is counted as under way in its session.</summary>
    CountsPending = 8,

    /// <summary>The call ends the endpoint and may do so later, where the domain cannot be entered now.</summary>
    EndsLater = 32,

    /// <summary>The task that the target returned was done.</summary>
    IsComplete = 16,
}
