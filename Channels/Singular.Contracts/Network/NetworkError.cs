namespace Singular.Contracts;

public enum NetworkError
{
    /// <summary>No frame has come in.</summary>
    Empty,

    /// <summary>The frame is shorter than its header or has more data than the device takes.</summary>
    InvalidFrame,

    /// <summary>The device has as many frames to send as it can hold.</summary>
    QueueFull,

    /// <summary>Nothing is at the other end of the link.</summary>
    LinkDown,

    /// <summary>The device reported a failure; nothing is known of the frame.</summary>
    DeviceFailed,
}
