namespace Singular.Channels.Runtime;

/// <summary>Names of the faults that this library gives to a domain. Others (such as <c>AccessOutsideGrant</c>) come from
/// whoever condemns it.</summary>
public static class DomainFaultCodes
{
    /// <summary>An exception left the driver.</summary>
    public const string UnhandledException = "UnhandledException";

    /// <summary>A result was null, outside its enum, or larger than a call may carry.</summary>
    public const string InvalidResult = "InvalidResult";

    /// <summary>A call took longer than its contract allows.</summary>
    public const string TimeLimit = "TimeLimit";

    /// <summary>The other side of a channel wrote something into the shared region that the protocol of the region forbids.</summary>
    public const string MalformedMessage = "MalformedMessage";

    /// <summary>The process on the other side of a channel is gone.</summary>
    public const string PeerGone = "PeerGone";

    /// <summary>The domain was stopped on purpose; not a fault of the driver.</summary>
    public const string Stopped = "Stopped";
}
