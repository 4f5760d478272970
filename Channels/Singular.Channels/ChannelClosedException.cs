namespace Singular.Channels;

/// <summary>The other side of the channel is not there: it was stopped, has died earlier, was never started, or the
/// endpoint was ended.</summary>
public sealed class ChannelClosedException(string server)
    : ChannelException($"The channel to {server} is closed: the driver is not running, or this endpoint has ended.")
{
    /// <summary>Instance name of the driver that served the channel, e.g. <c>RamDisk#0</c>.</summary>
    public string Server { get; } = server;
}
