using System.Numerics;
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
    private const int SlotNumber = 1;
    private const int SlotCrossing = SlotNumber + sizeof(uint);
    private const int SlotLength = SlotCrossing + sizeof(uint);
    private const int SlotOverhead = SlotLength + sizeof(uint);

    // Bit n: slot n is in the request that is being written or under way; guarded by the channel, which has one request at a time.
    private int _requested;

    // The bits that are noted there: all at the end that sends requests, none at the other.
    private readonly int _noted;

    private readonly Domain _peer;
    private readonly BufferArena? _arena;

    /// <param name="peer">Stands for the other end.</param>
    /// <param name="arena">The slots; null where the region has none.</param>
    /// <param name="noted">The slots of which a message must be known while it is under way, a bit for each.</param>
    private BufferPort(Domain peer, BufferArena? arena, int noted)
    {
        _peer = peer;
        _arena = arena;
        _noted = noted;
        if (arena is not null)
            peer.Buffers.AddLender(arena);
    }

    /// <summary>The end that sends requests, and may have to take their buffers back.</summary>
    internal static BufferPort OfClient(Domain server, ChannelRegion region) =>
        new(server, region.HasBuffers ? BufferArena.OfClient(region, server.Buffers) : null, noted: -1);

    /// <summary>The end that answers.</summary>
    internal static BufferPort OfServer(Domain client, ChannelRegion region) =>
        new(client, region.HasBuffers ? BufferArena.OfServer(region, client.Buffers) : null, noted: 0);

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
    internal void Send(ref WireWriter writer, long word) =>
        SendBlock(ref writer, ParkedBuffers.IsPlace(word) ? CallContext.Current.Parked.Take(word) : _peer.Buffers.TryTake(word));

    /// <inheritdoc cref="Send"/>
    /// <param name="context">Of the thread on which a buffer with the word of a place is parked.</param>
    /// <param name="writer">The message.</param>
    /// <param name="word">What the boundary gave.</param>
    internal void SendFrom(CallContext context, ref WireWriter writer, long word)
    {
        if (ParkedBuffers.IsPlace(word))
            SendBlock(ref writer, context.Parked.Take(word));
        else
            Send(ref writer, word);
    }

    private void SendBlock(ref WireWriter writer, BufferBlock? buffer)
    {
        if (buffer is not null && _arena is { } arena && ReferenceEquals(buffer.Home, arena) && writer.Room >= SlotOverhead && arena.TryAdd(buffer))
            WriteSlot(arena, ref writer, buffer);
        else
            SendElsewhere(ref writer, buffer);
    }

    /// <summary>Reads a buffer out of a message and gives it to the peer.</summary>
    /// <returns>The word of the peer's handle.</returns>
    /// <inheritdoc cref="Take"/>
    internal long Receive(ref WireReader reader, int elementBytes) =>
        _peer.Buffers.TryPut(Take(ref reader, elementBytes)) is var word and not 0 ? word : throw NoRoom();

    /// <summary>Reads a buffer out of a message and parks it.</summary>
    /// <param name="context">Of this thread.</param>
    /// <param name="reader">Stands at it.</param>
    /// <param name="elementBytes">Bytes of one element.</param>
    /// <returns>The word of its place.</returns>
    /// <inheritdoc cref="Take"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long ReceiveParked(CallContext context, ref WireReader reader, int elementBytes)
    {
        BufferBlock? block = TryTakeSlot(ref reader, elementBytes);
        return block is not null && context.Parked.TryPark(block) ? ParkedBuffers.FirstWord : ReceiveOther(context, block, ref reader, elementBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReceiveOther(CallContext context, BufferBlock? block, ref WireReader reader, int elementBytes) =>
        context.Parked.Park(block ?? TakeOther(ref reader, elementBytes));

    /// <summary>Reads a buffer out of a message.</summary>
    /// <param name="reader">Stands at it.</param>
    /// <param name="elementBytes">Bytes of one element.</param>
    /// <returns>The buffer, for somebody to put in or release.</returns>
    /// <exception cref="MalformedMessageException">There is none.</exception>
    /// <exception cref="ChannelProtocolException">The peer holds as much as it may.</exception>
    private BufferBlock Take(ref WireReader reader, int elementBytes) => TryTakeSlot(ref reader, elementBytes) ?? TakeOther(ref reader, elementBytes);

    /// <summary>The plain case of <see cref="Take"/>: the message names a slot, and rightly.</summary>
    /// <returns>Null where it is another; nothing has been taken then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferBlock? TryTakeSlot(ref WireReader reader, int elementBytes)
    {
        Span<byte> words = reader.Peek(SlotOverhead);
        if (words.Length != SlotOverhead || words[0] != InSlot || _arena is not { } arena)
            return null;
        uint length = WireBlock.ReadUInt32(words, SlotLength);
        if (!IsLength(length, elementBytes)
            || arena.TryReceive(WireBlock.ReadUInt32(words, SlotNumber), WireBlock.ReadUInt32(words, SlotCrossing)) is not { } block)
        {
            return null;
        }
        reader.ReadBlock(SlotOverhead);
        block.ByteLength = (int)length;
        return block;
    }

    /// <summary>The bytes are in the message, or what it says is wrong.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock TakeOther(ref WireReader reader, int elementBytes)
    {
        byte kind = reader.ReadByte();
        if (kind == InSlot && _arena is not null)
            throw WrongSlot(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), elementBytes);
        if (kind != Inline)
            throw new MalformedMessageException("a buffer of an unknown kind");
        uint length = reader.ReadUInt32();
        if (!IsLength(length, elementBytes))
            throw WrongLength(length);
        return _peer.Buffers.TryMake(reader.ReadBlock((int)length)) ?? throw NoRoom();
    }

    /// <summary>A request begins: what was sent before has arrived.</summary>
    internal void BeginRequest() => _requested = 0;

    /// <summary>There are slots in the request that is being written or under way: whether they were read must be known before the
    /// next one begins.</summary>
    internal bool HasSlotsUnderWay => _requested != 0;

    /// <summary>The request was not sent, or the other end says that it did not read it: its slots are here again and are released.</summary>
    /// <exception cref="MalformedMessageException">The other end has sent one back, so it did read it.</exception>
    internal void TakeBack()
    {
        for (; _requested != 0; _requested &= _requested - 1)
            _arena!.TakeBack(BitOperations.TrailingZeroCount(_requested)).Release();
    }

    internal void Close() => _arena?.Close();

    private ChannelProtocolException NoRoom() => new("a buffer", $"{_peer.Name} holds as many buffers as it may, or has ended");

    /// <param name="length">Bytes that a message says.</param>
    /// <param name="elementBytes">1, 2, 4 or 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLength(uint length, int elementBytes) => length <= ChannelLimits.MaxBufferBytes && (length & (uint)(elementBytes - 1)) == 0;

    private static MalformedMessageException WrongLength(uint length) => new($"a buffer of {length} bytes");

    private static MalformedMessageException WrongSlot(uint slot, uint crossing, uint length, int elementBytes) => IsLength(length, elementBytes)
        ? new($"crossing {crossing} of buffer slot {slot}, which is not the one to come")
        : WrongLength(length);

    /// <summary>The arena has the buffer afterwards, and has been asked whether it can pay for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteSlot(BufferArena arena, ref WireWriter writer, BufferBlock buffer)
    {
        // One block, so that the room is checked once.
        Span<byte> message = writer.WriteBlock(SlotOverhead);
        WireBlock.WriteByte(message, 0, InSlot);
        WireBlock.WriteUInt32(message, SlotNumber, (uint)buffer.Place);
        WireBlock.WriteUInt32(message, SlotCrossing, BufferArena.NextCrossing(buffer));
        WireBlock.WriteUInt32(message, SlotLength, (uint)buffer.ByteLength);
        _requested |= buffer.SlotBit & _noted;
        arena.Send(buffer);
    }

    /// <summary>Sends a buffer whose memory is elsewhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
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
