using System.Buffers.Binary;
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
    // is fetched lies elsewhere in its message than where it was written. Slot: its SlotName.
    private const byte Inline = 0;
    private const int InlineOverhead = 1 + sizeof(uint);

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
    /// <param name="context">Of this thread, on which a buffer with the word of a place is parked.</param>
    /// <param name="writer">The message.</param>
    /// <param name="word">What the boundary gave: such a place, or a handle of the peer.</param>
    /// <exception cref="ChannelClosedException">The peer has ended, and its buffers with it.</exception>
    /// <exception cref="ChannelProtocolException">The message cannot take it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Send(CallContext context, ref WireWriter writer, long word)
    {
        // The plain case: a slot of this channel.
        BufferArena? arena = _arena;
        if (word == ParkedBuffers.FirstWord && context.Parked.TryTakeSlot(arena) is { } slot)
            SendSlot(arena!, ref writer, slot);
        else
            SendOther(context, ref writer, word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendOther(CallContext context, ref WireWriter writer, long word)
    {
        BufferBlock? buffer = ParkedBuffers.IsPlace(word) ? context.Parked.Take(word) : _peer.Buffers.TryTake(word);
        if (buffer is null)
        {
            TakeBack();
            throw new ChannelClosedException(_peer.Name);
        }
        if (_arena is { } arena && buffer.Home != arena && buffer.ByteLength > SharedHome.ShortBytes)
            buffer = MovedIntoSlot(arena, buffer);
        if (buffer.Home == _arena)
            SendSlot(_arena, ref writer, buffer);
        else
            SendInline(ref writer, buffer);
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
        Span<byte> rest = reader.Rest;
        if (rest.Length < SlotName.Bytes || _arena is not { } arena)
            return null;
        ulong name = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        uint length = SlotName.Length(name);
        if (!SlotName.IsName(name) || !IsLength(length, elementBytes)
            || arena.TryReceive(SlotName.Number(name), SlotName.Crossing(name)) is not { } block)
        {
            return null;
        }
        reader.Rest = rest[SlotName.Bytes..];
        block.ByteLength = (int)length;
        return block;
    }

    /// <summary>The bytes are in the message, or what it says is wrong.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock TakeOther(ref WireReader reader, int elementBytes)
    {
        if (_arena is not null && BinaryPrimitives.TryReadUInt64LittleEndian(reader.Rest, out ulong name) && SlotName.IsName(name))
            throw WrongSlot(name, elementBytes);
        if (reader.ReadByte() != Inline)
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

    private static MalformedMessageException WrongSlot(ulong name, int elementBytes) => IsLength(SlotName.Length(name), elementBytes)
        ? new($"crossing {SlotName.Crossing(name)} of buffer slot {SlotName.Number(name)}, which is not the one to come")
        : WrongLength(SlotName.Length(name));

    /// <summary>Sends a slot of this channel; the arena has it afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SendSlot(BufferArena arena, ref WireWriter writer, BufferBlock slot)
    {
        uint crossing = BufferArena.NextCrossing(slot);
        if (!writer.TryWriteUInt64(SlotName.Of((uint)slot.Place, (uint)slot.ByteLength, crossing)))
            RefuseLength(slot);
        if (!arena.TryAdd(slot))
            ChargeOrRefuse(arena, slot);
        _requested |= slot.SlotBit & _noted;
        arena.Send(slot, crossing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseLength(BufferBlock slot) => throw Refusal(slot, TooLong(slot.ByteLength));

    /// <summary>The peer holds as much as it may, or may only seem to.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChargeOrRefuse(BufferArena arena, BufferBlock slot)
    {
        if (!arena.TryCharge(slot))
            throw Refusal(slot, NoRoom());
    }

    /// <summary>Sends a short buffer, or one for which there is no slot.</summary>
    private void SendInline(ref WireWriter writer, BufferBlock buffer)
    {
        int length = buffer.ByteLength;
        if (writer.Room < InlineOverhead + length)
            throw Refusal(buffer, TooLong(length));
        writer.WriteByte(Inline);
        writer.WriteUInt32((uint)length);
        buffer.Bytes(length).CopyTo(writer.WriteBlock(length));
        buffer.Release();
    }

    private static ChannelProtocolException TooLong(int length) => new(
        "a buffer", $"{length} bytes of a buffer besides the spans, strings and buffers before it; a call carries at most {ChannelLimits.MaxCallBytes}");

    /// <summary>The request will not be sent: its buffers are released.</summary>
    private ChannelProtocolException Refusal(BufferBlock buffer, ChannelProtocolException why)
    {
        buffer.Release();
        TakeBack();
        return why;
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
