namespace Singular.Channels.Runtime;

/// <summary>The memory of a buffer and, once it was taken out of a table, the buffer itself on its way: whoever has a block out of its home, and not
/// in a table, holds it alone. Generated code keeps it in a local variable and hands it back.</summary>
/// <remarks>A buffer stays charged to where it came from until it has come in somewhere else. It is ended by exactly one of
/// <see cref="BufferTable.TryPut"/>, <see cref="Release"/> and the arena that sends it.</remarks>
public sealed class BufferBlock
{
    /// <summary>The next block in a list of its home.</summary>
    internal BufferBlock? Next;

    /// <summary>Who is charged; null for a free block, and for a slot that has come from the other end of a channel, which is its home.</summary>
    internal BufferTable? Payer;

    /// <summary>Bytes of the buffer that is in it.</summary>
    internal int ByteLength;

    /// <summary>Bytes at <see cref="Address"/>.</summary>
    internal readonly int Capacity;

    /// <summary>Which of its home's blocks it is, where that has numbers.</summary>
    internal readonly int Place;

    /// <summary>Where it goes when its buffer is released.</summary>
    internal readonly BlockHome Home;

    /// <summary>First byte, aligned to 64.</summary>
    internal readonly nint Address;

    /// <summary>What keeps the memory as long as the block can be reached: a pinned array; null where the home does.</summary>
    internal readonly object? Keeper;

    internal BufferBlock(BlockHome home, nint address, int capacity, int place, object? keeper = null)
    {
        Home = home;
        Address = address;
        Capacity = capacity;
        Place = place;
        Keeper = keeper;
    }

    /// <summary>Ends the buffer. For the one who holds it alone.</summary>
    public void Release()
    {
        BufferTable? payer = Payer;
        Payer = null;
        Home.Return(this);
        payer?.Uncharge(Capacity);
    }

    // Sound: the capacity is that of the memory, and the caller holds the block alone.
    internal unsafe Span<byte> Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Capacity, nameof(count));
        return new Span<byte>((void*)Address, count);
    }
}
