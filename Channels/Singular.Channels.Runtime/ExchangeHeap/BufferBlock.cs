namespace Singular.Channels.Runtime;

/// <summary>The memory of a buffer. Whoever has taken a block out of its home holds it alone, until it is returned.</summary>
/// <param name="home">Where it goes when its buffer is released.</param>
/// <param name="address">First byte, aligned to 64.</param>
/// <param name="capacity">Bytes at <paramref name="address"/>.</param>
/// <param name="place">Which of its home's blocks it is, where that has numbers.</param>
/// <param name="keeper">What keeps the memory as long as the block can be reached: a pinned array; null where the home does.</param>
internal sealed class BufferBlock(BlockHome home, nint address, int capacity, int place, object? keeper = null)
{
    /// <summary>The next block in a list of its home.</summary>
    internal BufferBlock? Next;

    internal BlockHome Home { get; } = home;

    internal nint Address { get; } = address;

    internal int Capacity { get; } = capacity;

    internal int Place { get; } = place;

    internal object? Keeper { get; } = keeper;

    // Sound: the capacity is that of the memory, and the caller holds the block alone.
    internal unsafe Span<byte> Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Capacity, nameof(count));
        return new Span<byte>((void*)Address, count);
    }
}
