namespace Singular.Channels.Runtime;

/// <summary>First word of an answer and of a completion.</summary>
internal enum AnswerStatus : uint
{
    /// <summary>The values follow.</summary>
    Ok = 0,

    /// <summary>The call goes on; its completion comes through the ring.</summary>
    Pending = 1,

    /// <summary>The server behind the channel is not running, or the endpoint has ended.</summary>
    Closed = 2,

    /// <summary>The server died in the call; its fault code follows as a string.</summary>
    Fault = 3,

    /// <summary>The call broke the contract; the reason follows as a string.</summary>
    Protocol = 4,

    /// <summary>Only in the ring: the value is too large for a slot and is to be fetched.</summary>
    Fetch = 5,

    /// <summary>The server does not have the member yet; its minor version and the one that is wanted follow as two u32.</summary>
    NotInThisVersion = 6,

    /// <summary>There is no such object, and the request was not read: its buffers are the client's again.</summary>
    Unread = 7,

    /// <summary>Somebody died to whom an endpoint led that the driver has handed on, and not the driver; the fault code follows as a string.</summary>
    FaultElsewhere = 8,

    /// <summary>Beside one of the above: the driver did not get the endpoints of the request, which are the client's again.</summary>
    EndpointsNotTaken = 0x8000_0000,
}
