namespace Singular.Channels.Runtime;

/// <summary>Where buffers go through a channel: what is sent leaves the table of the domain that stands for the other end, what
/// is received comes into it.</summary>
/// <param name="peer">Stands for the other end.</param>
internal sealed class BufferPort(Domain peer)
{
    // First byte of a buffer in a message; then its length in bytes (u32) and the bytes. Without padding, because a completion that is
    // fetched lies elsewhere in its message than where it was written.
    private const byte Inline = 0;
    private const int InlineOverhead = 1 + sizeof(uint);

    /// <summary>Writes a buffer into a message; it is gone afterwards, whatever comes of it.</summary>
    /// <exception cref="ChannelClosedException">The peer has ended, and its buffers with it.</exception>
    /// <exception cref="ChannelProtocolException">The message cannot take it.</exception>
    internal void Send(ref WireWriter writer, long word)
    {
        if (peer.Buffers.TryTake(word, out MovingBuffer buffer) != TakeOutcome.Taken)
            throw new ChannelClosedException(peer.Name);
        try
        {
            if (writer.Room < InlineOverhead + buffer.ByteLength)
                throw new ChannelProtocolException("a buffer", $"{buffer.ByteLength} bytes of a buffer besides the spans, strings and buffers before it; a call carries at most {ChannelLimits.MaxCallBytes}");
            writer.WriteByte(Inline);
            writer.WriteUInt32((uint)buffer.ByteLength);
            buffer.Block!.Bytes(buffer.ByteLength).CopyTo(writer.WriteBlock(buffer.ByteLength));
        }
        finally
        {
            buffer.Release();
        }
    }

    /// <summary>Reads a buffer out of a message.</summary>
    /// <param name="reader">Stands at it.</param>
    /// <param name="elementBytes">Bytes of one element.</param>
    /// <returns>The word of the peer's handle.</returns>
    /// <exception cref="MalformedMessageException">There is none.</exception>
    /// <exception cref="ChannelProtocolException">The peer holds as much as it may.</exception>
    internal long Receive(ref WireReader reader, int elementBytes)
    {
        if (reader.ReadByte() != Inline)
            throw new MalformedMessageException("a buffer of an unknown kind");
        uint length = reader.ReadUInt32();
        if (length > ChannelLimits.MaxBufferBytes || length % elementBytes != 0)
            throw new MalformedMessageException($"a buffer of {length} bytes");
        long word = peer.Buffers.TryCopy(reader.ReadBlock((int)length));
        return word != 0
            ? word
            : throw new ChannelProtocolException("a buffer", $"{peer.Name} holds as many buffers as it may, or has ended");
    }
}
