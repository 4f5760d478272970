namespace Singular.Channels;

/// <summary>A call on a channel did not come back with an answer. Made by the system in the caller's own domain; nothing
/// of the other side's exception object is in it.</summary>
public abstract class ChannelException : Exception
{
    protected ChannelException(string message)
        : base(message)
    {
    }
}
