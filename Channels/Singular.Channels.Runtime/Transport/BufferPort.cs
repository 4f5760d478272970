using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Where buffers go through a channel. What is sent is charged to the domain that stands for the other end, and so is what is received, until
/// a boundary has moved it on.</summary>
/// <remarks>A buffer whose memory is a slot of the channel's region goes as the slot's number. Any other is copied into a free slot first; where there is
/// none, where the region has no slots, and where the buffer is short, its bytes go in the message.</remarks>
internal sealed class BufferPort
{
    // First byte of a buffer in a message. Inline: its length in bytes (u32) and the bytes, without padding, because a completion that
    // is fetched lies elsewhere in its message than where it was written. Slot: number, crossing and length in bytes (u32 each).
    private const byte Inline = 0;
    private const byte InSlot = 1;
    private const int InlineOverhead = 1 + sizeof(uint);
    private const int SlotNumber = 0;
    private const int SlotCrossing = SlotNumber + sizeof(uint);
    private const int SlotLength = SlotCrossing + sizeof(uint);
    private const int SlotWords = SlotLength + sizeof(uint);
    private const int SlotOverhead = 1 + SlotWords;

    /// <summary>As many as a member may have; room for more is made when it is needed.</summary>
    private const int UsualRequested = 4;

    // Slots in the request that is being written or under way; guarded by the channel, which has one request at a time.
    private (int Slot, uint Crossing)[]? _requested;
    private int _requestedCount;

    private readonly Domain _peer;
    private readonly BufferArena? _arena;

    /// <param name="peer">Stands for the other end.</param>
    /// <param name="arena">The slots; null where the region has none.</param>
    /// <param name="requested">Takes the slots of each request, at the end that may have to take them back; null at the other.</param>
    private BufferPort(Domain peer, BufferArena? arena, (int Slot, uint Crossing)[]? requested)
    {
        _peer = peer;
        _requested = requested;
        _arena = arena;
        if (arena is not null)
            peer.Buffers.AddLender(arena);
    }

    /// <summary>The end that sends requests, and may have to take their buffers back.</summary>
    internal static BufferPort OfClient(Domain server, ChannelRegion region) => region.HasBuffers
        ? new BufferPort(server, BufferArena.OfClient(region, server.Buffers), new (int, uint)[UsualRequested])
        : new BufferPort(server, null, null);

    /// <summary>The end that answers.</summary>
    internal static BufferPort OfServer(Domain client, ChannelRegion region) =>
        new(client, region.HasBuffers ? BufferArena.OfServer(region, client.Buffers) : null, null);

    /// <summary>Lets a domain of this program make its longer buffers in the channel's slots, where they can be sent without a copy.</summary>
    internal void LendTo(Domain domain)
    {
        if (_arena is not null)
            domain.Buffers.AddHome(_arena);
    }

    /// <summary>Writes a buffer into a message; it is gone afterwards, whatever comes of it. A request that cannot take it will not be sent, so
    /// that its other buffers are released, too.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="word">What the boundary gave: a place on this thread, or a handle of the peer.</param>
    /// <exception cref="ChannelClosedException">The peer has ended, and its buffers with it.</exception>
    /// <exception cref="ChannelProtocolException">The message cannot take it.</exception>
    internal void Send(ref WireWriter writer, long word)
    {
        BufferBlock? buffer = ParkedBuffers.IsPlace(word) ? CallContext.Current.Parked.Take(word) : _peer.Buffers.TryTake(word);
        if (buffer is not null && _arena is { } arena && buffer.Home == arena && writer.Room >= SlotOverhead && arena.TryCharge(buffer))
            WriteSlot(arena, ref writer, buffer);
        else
            SendElsewhere(ref writer, buffer);
    }

    /// <summary>Reads a buffer out of a message and gives it to the peer.</summary>
    /// <returns>The word of the peer's handle.</returns>
    /// <inheritdoc cref="Take"/>
    internal long Receive(ref WireReader reader, int elementBytes) =>
        _peer.Buffers.TryPut(Take(ref reader, elementBytes)) is var word and not 0 ? word : throw NoRoom();

    /// <summary>Reads a buffer out of a message.</summary>
    /// <param name="reader">Stands at it.</param>
    /// <param name="elementBytes">Bytes of one element.</param>
    /// <returns>The buffer, for somebody to put in or release.</returns>
    /// <exception cref="MalformedMessageException">There is none.</exception>
    /// <exception cref="ChannelProtocolException">The peer holds as much as it may.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock Take(ref WireReader reader, int elementBytes)
    {
        byte kind = reader.ReadByte();
        if (kind != InSlot || _arena is not { } arena)
            return TakeInline(ref reader, kind, elementBytes);
        Span<byte> words = reader.ReadBlock(SlotWords);
        int length = CheckLength(WireBlock.ReadUInt32(words, SlotLength), elementBytes);
        BufferBlock block = arena.Receive(WireBlock.ReadUInt32(words, SlotNumber), WireBlock.ReadUInt32(words, SlotCrossing));
        block.ByteLength = length;
        return block;
    }

    /// <summary>A request begins: what was sent before has arrived.</summary>
    internal void BeginRequest() => _requestedCount = 0;

    /// <summary>There are slots in the request that is being written or under way: whether they were read must be known before the
    /// next one begins.</summary>
    internal bool HasSlotsUnderWay => _requestedCount != 0;

    /// <summary>The request was not sent, or the other end says that it did not read it: its slots are here again and are released.</summary>
    /// <exception cref="MalformedMessageException">The other end has sent one back, so it did read it.</exception>
    internal void TakeBack()
    {
        for (int i = 0; i < _requestedCount; i++)
            _arena!.TakeBack(_requested![i].Slot, _requested[i].Crossing).Release();
        _requestedCount = 0;
    }

    internal void Close() => _arena?.Close();

    private BufferBlock TakeInline(ref WireReader reader, byte kind, int elementBytes)
    {
        if (kind != Inline)
            throw new MalformedMessageException("a buffer of an unknown kind");
        int length = CheckLength(reader.ReadUInt32(), elementBytes);
        return _peer.Buffers.TryMake(reader.ReadBlock(length)) ?? throw NoRoom();
    }

    private ChannelProtocolException NoRoom() => new("a buffer", $"{_peer.Name} holds as many buffers as it may, or has ended");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CheckLength(uint length, int elementBytes)
    {
        // An element has 1, 2, 4 or 8 bytes.
        if (length > ChannelLimits.MaxBufferBytes || (length & (uint)(elementBytes - 1)) != 0)
            RefuseLength(length);
        return (int)length;
    }

    private static void RefuseLength(uint length) => throw new MalformedMessageException($"a buffer of {length} bytes");

    /// <summary>The arena has the buffer afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteSlot(BufferArena arena, ref WireWriter writer, BufferBlock buffer)
    {
        int place = buffer.Place;
        int length = buffer.ByteLength;
        uint crossing = arena.Send(buffer);
        if (_requested is not null)
            NoteRequested(place, crossing);
        // One block, so that the room is checked once.
        Span<byte> message = writer.WriteBlock(SlotOverhead);
        WireBlock.WriteByte(message, 0, InSlot);
        WireBlock.WriteUInt32(message, 1 + SlotNumber, (uint)place);
        WireBlock.WriteUInt32(message, 1 + SlotCrossing, crossing);
        WireBlock.WriteUInt32(message, 1 + SlotLength, (uint)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteRequested(int slot, uint crossing)
    {
        if (_requestedCount == _requested!.Length)
            Array.Resize(ref _requested, 2 * _requestedCount);
        _requested[_requestedCount++] = (slot, crossing);
    }

    /// <summary>Sends a buffer whose memory is elsewhere.</summary>
    private void SendElsewhere(ref WireWriter writer, BufferBlock? buffer)
    {
        if (buffer is null)
        {
            TakeBack();
            throw new ChannelClosedException(_peer.Name);
        }
        int length = buffer.ByteLength;
        if (_arena is { } arena && buffer.Home != arena && length > SharedHome.ShortBytes)
            buffer = MovedIntoSlot(arena, buffer);
        bool isInSlot = buffer.Home == _arena;
        bool fits = writer.Room >= (isInSlot ? SlotOverhead : InlineOverhead + length);
        if (!fits || (isInSlot && !_arena!.TryCharge(buffer)))
        {
            buffer.Release();
            TakeBack();
            throw fits ? NoRoom() : new ChannelProtocolException("a buffer", $"{length} bytes of a buffer besides the spans, strings and buffers before it; a call carries at most {ChannelLimits.MaxCallBytes}");
        }
        if (isInSlot)
        {
            WriteSlot(_arena!, ref writer, buffer);
            return;
        }
        writer.WriteByte(Inline);
        writer.WriteUInt32((uint)length);
        buffer.Bytes(length).CopyTo(writer.WriteBlock(length));
        buffer.Release();
    }

    /// <summary>Copies a buffer whose memory is elsewhere into a free slot.</summary>
    /// <returns>The same buffer when there is no slot for it.</returns>
    private static BufferBlock MovedIntoSlot(BufferArena arena, BufferBlock buffer)
    {
        if (arena.TryRent() is not { } copy)
            return buffer;
        copy.ByteLength = buffer.ByteLength;
        buffer.Bytes(buffer.ByteLength).CopyTo(copy.Bytes(buffer.ByteLength));
        buffer.Release();
        return copy;
    }
}
