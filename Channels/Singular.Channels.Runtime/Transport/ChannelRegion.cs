using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Access to the shared region of a channel: single words, and copies to and from private memory. There is no span
/// over it, because the other side can write to it at any moment; the slots for buffers are the exception.</summary>
/// <remarks>
/// Why the pointer arithmetic is sound: <see cref="IChannelMemory"/> promises <see cref="ChannelLayout.RegionBytes"/> mapped bytes
/// until it is disposed; every offset and length is checked against that; and the memory is disposed when the last of
/// those who hold a use of it has given it back, which both ends do after their last access.
/// </remarks>
public sealed class ChannelRegion : IDisposable
{
    private const int SmallCopy = 64;

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

    internal void Acquire()
    {
        int uses;
        do
        {
            uses = Volatile.Read(ref _uses);
            ObjectDisposedException.ThrowIf(uses == 0, this);
        }
        while (Interlocked.CompareExchange(ref _uses, uses + 1, uses) != uses);
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            _memory.Dispose();
    }

    /// <summary>Address of a word, for <see cref="IWaker"/>.</summary>
    internal nint AddressOf(int offset) => Pointer(offset, 4);

    /// <summary>Address of a slot for a buffer. The one place where memory of the region is reached by more than copies: the elements of a buffer may have any
    /// bits, and the drivers at both ends are verified.</summary>
    internal nint AddressOfSlot(int slot) =>
        Pointer(ChannelLayout.BufferSlots + slot * ChannelLayout.BufferSlotBytes, ChannelLayout.BufferSlotBytes);

    internal unsafe uint Read(int offset) => Volatile.Read(ref *(uint*)Pointer(offset, 4));

    internal unsafe void Write(int offset, uint value) => Volatile.Write(ref *(uint*)Pointer(offset, 4), value);

    /// <summary>Copies out of the region.</summary>
    internal unsafe void CopyTo(int offset, byte[] destination, int count)
    {
        if ((uint)count > (uint)destination.Length)
            ThrowOutside(offset, count);
        fixed (byte* to = destination)
            Copy((byte*)Pointer(offset, count), to, count);
    }

    /// <summary>Copies into the region.</summary>
    internal unsafe void CopyFrom(int offset, byte[] source, int count)
    {
        if ((uint)count > (uint)source.Length)
            ThrowOutside(offset, count);
        fixed (byte* from = source)
            Copy(from, (byte*)Pointer(offset, count), count);
    }

    /// <summary>Copies between memory that the callers have checked. Most messages are a few words, for which the general
    /// routine costs more than the copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Copy(byte* from, byte* to, int count)
    {
        if (count > SmallCopy)
        {
            Buffer.MemoryCopy(from, to, count, count);
            return;
        }
        int i = 0;
        for (; i <= count - sizeof(ulong); i += sizeof(ulong))
            *(ulong*)(to + i) = *(ulong*)(from + i);
        for (; i < count; i++)
            to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Pointer(int offset, int count)
    {
        if ((uint)offset > (uint)_length || (uint)count > (uint)_length - (uint)offset)
            ThrowOutside(offset, count);
        return _address + offset;
    }

    private static void ThrowOutside(int offset, int count) =>
        throw new ArgumentOutOfRangeException(nameof(offset), $"{count} bytes at offset {offset} are not all inside the region.");
}
