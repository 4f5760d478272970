namespace Singular.Channels.Runtime;

/// <summary>Private memory for the messages of a channel.</summary>
internal static class MessageBuffer
{
    /// <summary>Makes a buffer of <see cref="ChannelLayout.AreaBytes"/> that is not cleared: a reader sees only bytes that were
    /// copied in, only bytes that were written are sent, and clearing the five of a channel takes a tenth of the start of
    /// a driver's process.</summary>
    public static byte[] Create() => GC.AllocateUninitializedArray<byte>(ChannelLayout.AreaBytes);
}
