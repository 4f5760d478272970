namespace Singular.Channels.Runtime;

/// <summary>Where buffers go through a channel: what is sent leaves the table of the domain that stands for the other end, what
/// is received comes into it.</summary>
/// <remarks>A buffer whose memory is a slot of the channel's region goes as the slot's number. Any other is copied into a free slot first; where there is
/// none, where the region has no slots, and where the buffer is short, its bytes go in the message.</remarks>
internal sealed class BufferPort
{
    // First byte of a buffer in a message. Inline: its length in bytes (u32) and the bytes, without padding, because a completion that
    // is fetched lies elsewhere in its message than where it was written. Slot: number, crossing and length in bytes (u32 each).
    private const byte Inline = 0;
    private const byte InSlot = 1;
    private const int InlineOverhead = 1 + sizeof(uint);
    private const int SlotOverhead = 1 + 3 * sizeof(uint);

    // Slots in the request that is being written or under way; guarded by the channel, which has one request at a time.
    private readonly List<(int Slot, uint Crossing, int ByteLength)>? _requested;

    private readonly Domain _peer;
    private readonly BufferArena? _arena;

    /// <param name="peer">Stands for the other end.</param>
    /// <param name="arena">The slots; null where the region has none.</param>
    /// <param name="requested">Takes the slots of each request, at the end that may have to take them back; null at the other.</param>
    private BufferPort(Domain peer, BufferArena? arena, List<(int Slot, uint Crossing, int ByteLength)>? requested)
    {
        _peer = peer;
        _requested = requested;
        _arena = arena;
        if (arena is not null)
            peer.Buffers.AddLender(arena);
    }

    /// <summary>The end that sends requests, and may have to take their buffers back.</summary>
    internal static BufferPort OfClient(Domain server, ChannelRegion region) => new(server, BufferArena.OfClient(region), []);

    /// <summary>The end that answers.</summary>
    internal static BufferPort OfServer(Domain client, ChannelRegion region) => new(client, BufferArena.OfServer(region), null);

    /// <summary>Lets a domain of this program make its longer buffers in the channel's slots, where they can be sent without a copy.</summary>
    internal void LendTo(Domain domain)
    {
        if (_arena is not null)
            domain.Buffers.AddHome(_arena);
    }

    /// <summary>Writes a buffer into a message; it is gone afterwards, whatever comes of it.</summary>
    /// <exception cref="ChannelClosedException">The peer has ended, and its buffers with it.</exception>
    /// <exception cref="ChannelProtocolException">The message cannot take it.</exception>
    internal void Send(ref WireWriter writer, long word)
    {
        if (_peer.Buffers.TryTake(word, out MovingBuffer buffer) != TakeOutcome.Taken)
            throw new ChannelClosedException(_peer.Name);
        try
        {
            bool isInSlot = buffer.Block!.Home == _arena || (buffer.ByteLength > SharedHome.ShortBytes && TryMoveIntoSlot(ref buffer));
            if (writer.Room < (isInSlot ? SlotOverhead : InlineOverhead + buffer.ByteLength))
                throw new ChannelProtocolException("a buffer", $"{buffer.ByteLength} bytes of a buffer besides the spans, strings and buffers before it; a call carries at most {ChannelLimits.MaxCallBytes}");
            if (isInSlot)
                WriteSlot(ref writer, ref buffer);
            else
            {
                writer.WriteByte(Inline);
                writer.WriteUInt32((uint)buffer.ByteLength);
                buffer.Block!.Bytes(buffer.ByteLength).CopyTo(writer.WriteBlock(buffer.ByteLength));
            }
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
        long word;
        switch (reader.ReadByte())
        {
            case Inline:
                int length = ReadLength(ref reader, elementBytes);
                word = _peer.Buffers.TryCopy(reader.ReadBlock(length));
                break;
            case InSlot when _arena is not null:
                uint slot = reader.ReadUInt32();
                uint crossing = reader.ReadUInt32();
                MovingBuffer buffer = _arena.Receive(slot, crossing, ReadLength(ref reader, elementBytes));
                word = _peer.Buffers.TryPut(ref buffer);
                break;
            default:
                throw new MalformedMessageException("a buffer of an unknown kind");
        }
        return word != 0
            ? word
            : throw new ChannelProtocolException("a buffer", $"{_peer.Name} holds as many buffers as it may, or has ended");
    }

    /// <summary>A request begins: what was sent before has arrived.</summary>
    internal void BeginRequest()
    {
        if (HasSlotsUnderWay)
            _requested!.Clear();
    }

    /// <summary>There are slots in the request that is being written or under way: whether they were read must be known before the
    /// next one begins.</summary>
    internal bool HasSlotsUnderWay => _requested is { Count: not 0 };

    /// <summary>The request was not sent, or the other end says that it did not read it: its slots are here again and are released.</summary>
    /// <exception cref="MalformedMessageException">The other end has sent one back, so it did read it.</exception>
    internal void TakeBack()
    {
        foreach ((int slot, uint crossing, int byteLength) in _requested!)
            _arena!.TakeBack(slot, crossing, byteLength).Release();
        _requested.Clear();
    }

    internal void Close() => _arena?.Close();

    private static int ReadLength(ref WireReader reader, int elementBytes)
    {
        uint length = reader.ReadUInt32();
        if (length > ChannelLimits.MaxBufferBytes || length % elementBytes != 0)
            throw new MalformedMessageException($"a buffer of {length} bytes");
        return (int)length;
    }

    private void WriteSlot(ref WireWriter writer, ref MovingBuffer buffer)
    {
        int slot = buffer.Block!.Place;
        uint crossing = _arena!.Send(buffer.Block, buffer.Payer!);
        _requested?.Add((slot, crossing, buffer.ByteLength));
        writer.WriteByte(InSlot);
        writer.WriteUInt32((uint)slot);
        writer.WriteUInt32(crossing);
        writer.WriteUInt32((uint)buffer.ByteLength);
        // The arena has it now, and its charge.
        buffer = default;
    }

    /// <summary>Copies a buffer whose memory is elsewhere into a free slot.</summary>
    private bool TryMoveIntoSlot(ref MovingBuffer buffer)
    {
        if (_arena?.TryRent() is not { } block)
            return false;
        var copy = new MovingBuffer { Block = block, ByteLength = buffer.ByteLength };
        if (!buffer.Payer!.TryCharge(block.Capacity))
        {
            copy.Release();
            return false;
        }
        copy.Payer = buffer.Payer;
        buffer.Block!.Bytes(buffer.ByteLength).CopyTo(block.Bytes(buffer.ByteLength));
        buffer.Release();
        buffer = copy;
        return true;
    }
}
