using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Singular.Channels.Runtime;

/// <summary>Access to the shared region of a channel: single words, and copies to and from private memory. There is no span
/// over it, because the other side can write to it at any moment; the slots for buffers are the exception.</summary>
/// <remarks>
/// Why the pointer arithmetic is sound: <see cref="IChannelMemory"/> promises <see cref="ChannelLayout.RegionBytes"/> mapped bytes
/// until it is disposed; every offset and length is checked against that, but for those of the slots of requests and completions, whose numbers
/// <see cref="ChannelLayout"/> takes modulo the count of slots that lie inside, and which are longer than their head and one step; a private message
/// has room for a step behind its capacity (<see cref="MessageBuffer"/>); and the memory is disposed when the last of
/// those who hold a use of it has given it back, which both ends do after their last access.
/// </remarks>
public sealed class ChannelRegion : IDisposable
{
    /// <summary>Most messages are a few words, for which the general routine costs more than the copy. Up to this many bytes,
    /// a multiple of 16, are copied in steps of 16, so such a copy touches no more than this much.</summary>
    internal const int SmallCopy = 128;

    /// <summary>Up to this many bytes, which is a number or two or a buffer, of arguments or of a completion's value are copied in one step, right behind the
    /// head of their slot.</summary>
    internal const int OneStep = 16;

    private readonly IChannelMemory _memory;
    private readonly nint _address;
    private readonly int _length;
    private int _uses = 1;
    private int _disposed;

    /// <param name="memory">Belongs to the region from now on.</param>
    /// <exception cref="ArgumentException">It is too small, or not aligned to a page.</exception>
    public ChannelRegion(IChannelMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.Length < ChannelLayout.RegionBytes || memory.Address == 0 || (memory.Address & 0xFFF) != 0)
            throw new ArgumentException($"A channel needs {ChannelLayout.RegionBytes} bytes at a page boundary, not {memory.Length} at 0x{memory.Address:X}.", nameof(memory));
        _memory = memory;
        _address = memory.Address;
        HasBuffers = memory.Length >= ChannelLayout.RegionBytesWithBuffers;
        _length = HasBuffers ? ChannelLayout.RegionBytesWithBuffers : ChannelLayout.RegionBytes;
    }

    /// <summary>True when the region has slots for buffers. Who makes the region decides it, for both ends.</summary>
    public bool HasBuffers { get; }

    /// <summary>Writes the region's first words; the side that made the memory (all zeros) calls it once.</summary>
    public unsafe void Format() => Volatile.Write(ref *(ulong*)Pointer(ChannelLayout.Magic, 8), ChannelLayout.MagicValue);

    /// <summary>True when the other side has formatted the region in the layout that this library knows.</summary>
    public unsafe bool IsFormatted => Volatile.Read(ref *(ulong*)Pointer(ChannelLayout.Magic, 8)) == ChannelLayout.MagicValue;

    /// <summary>Gives the region back; its memory goes when both ends that use it have closed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Release();
    }

    internal void Acquire() => ObjectDisposedException.ThrowIf(!TryAcquire(), this);

    /// <returns>False when the memory is gone.</returns>
    internal bool TryAcquire()
    {
        int uses;
        do
        {
            uses = Volatile.Read(ref _uses);
            if (uses == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _uses, uses + 1, uses) != uses);
        return true;
    }

    /// <summary>The same for somebody who holds a use already.</summary>
    internal void AcquireAgain() => Interlocked.Increment(ref _uses);

    internal void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            _memory.Dispose();
    }

    /// <summary>Address of a word, for <see cref="IWaker"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint AddressOf(int offset) => Pointer(offset, 4);

    /// <summary>Address of a slot for a buffer. The one place where memory of the region is reached by more than copies: the elements of a buffer may have any
    /// bits, and the drivers at both ends are verified.</summary>
    internal nint AddressOfSlot(int slot) =>
        Pointer(ChannelLayout.BufferSlots + slot * ChannelLayout.BufferSlotBytes, ChannelLayout.BufferSlotBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe uint Read(int offset) => Volatile.Read(ref *(uint*)Pointer(offset, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Write(int offset, uint value) => Volatile.Write(ref *(uint*)Pointer(offset, 4), value);

    /// <summary>Writes a word before anything that follows is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void WriteFenced(int offset, uint value) => Interlocked.Exchange(ref *(uint*)Pointer(offset, 4), value);

    /// <summary>Reads two words in one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ulong Read64(int offset) => Volatile.Read(ref *(ulong*)Pointer(offset, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Write64(int offset, ulong value) => Volatile.Write(ref *(ulong*)Pointer(offset, 8), value);

    /// <summary>Writes what stands before the arguments of a request. The slot is inside the region for every number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void WriteRequest(uint number, ulong head, ulong member, ulong ticket)
    {
        var slot = (ulong*)(_address + ChannelLayout.RequestSlot(number));
        Volatile.Write(ref slot[0], head);
        Volatile.Write(ref slot[1], member);
        Volatile.Write(ref slot[2], ticket);
    }

    /// <summary>Reads what stands before the arguments of a request, each word once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe RequestHead ReadRequest(uint number)
    {
        var slot = (ulong*)(_address + ChannelLayout.RequestSlot(number));
        return new RequestHead(Volatile.Read(ref slot[0]), Volatile.Read(ref slot[1]), Volatile.Read(ref slot[2]));
    }

    /// <summary>Copies arguments of at most <see cref="OneStep"/> bytes into the slot of a request; zeros follow up to that number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void WriteShortArguments(uint number, MessageBuffer source, int count) =>
        WriteStep((byte*)(_address + ChannelLayout.RequestSlot(number)) + ChannelLayout.RequestHeaderBytes, source, count);

    /// <summary>Copies such arguments out of the slot of a request, each byte once; what follows comes along, and nobody looks at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void ReadShortArguments(uint number, MessageBuffer destination) =>
        ReadStep((byte*)(_address + ChannelLayout.RequestSlot(number)) + ChannelLayout.RequestHeaderBytes, destination);

    /// <summary>Writes what stands before the value of a completion, and the value up to <see cref="OneStep"/> bytes; zeros follow.
    /// The slot is inside the region for every number, as that of a request is.</summary>
    /// <param name="written">As for <see cref="ChannelLayout.CompletionSlot"/>.</param>
    /// <param name="ticket">The first word.</param>
    /// <param name="status">The lower half of the second.</param>
    /// <param name="value">Holds the value.</param>
    /// <param name="length">Bytes of it; fewer than its capacity.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void PutCompletion(uint written, ulong ticket, AnswerStatus status, MessageBuffer value, int length)
    {
        var slot = (ulong*)(_address + ChannelLayout.CompletionSlot(written));
        WriteStep((byte*)slot + ChannelLayout.CompletionHeaderBytes, value, length);
        Volatile.Write(ref slot[0], ticket);
        Volatile.Write(ref slot[1], (uint)status | ((ulong)(uint)length << 32));
    }

    /// <summary>Reads what stands before the value of a completion, each word once, and copies the first <see cref="OneStep"/> bytes of the value.</summary>
    /// <param name="written">As for <see cref="ChannelLayout.CompletionSlot"/>.</param>
    /// <param name="value">Gets them, whatever of it is in use.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe (ulong Ticket, ulong Status) TakeCompletion(uint written, MessageBuffer value)
    {
        var slot = (ulong*)(_address + ChannelLayout.CompletionSlot(written));
        ReadStep((byte*)slot + ChannelLayout.CompletionHeaderBytes, value);
        return (Volatile.Read(ref slot[0]), Volatile.Read(ref slot[1]));
    }

    /// <summary>Copies the first <see cref="OneStep"/> bytes of a message to a place behind the head of a slot.</summary>
    /// <param name="to">The place.</param>
    /// <param name="source">The message.</param>
    /// <param name="count">Bytes of it, at most its capacity. What an earlier one left behind them stays here; zeros go in its place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void WriteStep(byte* to, MessageBuffer source, int count)
    {
        ref byte first = ref source.First;
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, (nint)(uint)count), Vector128<byte>.Zero);
        Unsafe.ReadUnaligned<Vector128<byte>>(ref first).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void ReadStep(byte* from, MessageBuffer destination) =>
        Unsafe.WriteUnaligned(ref destination.First, Vector128.Load(from));

    /// <summary>Copies out of the region, each byte once. What follows up to a multiple of 16 bytes may come along; nobody looks
    /// at it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void CopyTo(int offset, MessageBuffer destination, int count)
    {
        if (count > SmallCopy)
        {
            CopyManyTo(offset, destination, count);
            return;
        }
        nint from = Pointer(offset, SmallCopy);
        ref byte first = ref destination.First;
        // Most have one step.
        Unsafe.WriteUnaligned(ref first, Vector128.Load((byte*)from));
        for (nint i = Vector128<byte>.Count; i < count; i += Vector128<byte>.Count)
            Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, i), Vector128.Load((byte*)from + i));
    }

    /// <summary>Copies into the region; zeros follow up to a multiple of 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void CopyFrom(int offset, MessageBuffer source, int count)
    {
        if (count > SmallCopy)
        {
            CopyManyFrom(offset, source, count);
            return;
        }
        nint to = Pointer(offset, SmallCopy);
        ref byte first = ref source.First;
        // What an earlier message left behind this one stays here.
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, count), Vector128<byte>.Zero);
        Unsafe.ReadUnaligned<Vector128<byte>>(ref first).Store((byte*)to);
        for (nint i = Vector128<byte>.Count; i < count; i += Vector128<byte>.Count)
            Unsafe.ReadUnaligned<Vector128<byte>>(ref Unsafe.AddByteOffset(ref first, i)).Store((byte*)to + i);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void CopyManyTo(int offset, MessageBuffer destination, int count)
    {
        nint from = Pointer(offset, count);
        fixed (byte* to = &destination.First)
            Buffer.MemoryCopy((byte*)from, to, destination.Capacity, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void CopyManyFrom(int offset, MessageBuffer source, int count)
    {
        if ((uint)count > (uint)source.Capacity)
            ThrowOutside(offset, count);
        nint to = Pointer(offset, count);
        fixed (byte* from = &source.First)
            Buffer.MemoryCopy(from, (byte*)to, count, count);
    }

    // Every region has the constant number of bytes, so that nothing is left of the check of a constant offset. Beyond them are slots for buffers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Pointer(int offset, int count)
    {
        if ((uint)count > ChannelLayout.RegionBytes || (uint)offset > (uint)(ChannelLayout.RegionBytes - count))
            CheckBeyond(offset, count);
        return _address + offset;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckBeyond(int offset, int count)
    {
        if ((uint)offset > (uint)_length || (uint)count > (uint)_length - (uint)offset)
            ThrowOutside(offset, count);
    }

    private static void ThrowOutside(int offset, int count) =>
        throw new ArgumentOutOfRangeException(nameof(offset), $"{count} bytes at offset {offset} are not all inside the region.");
}
