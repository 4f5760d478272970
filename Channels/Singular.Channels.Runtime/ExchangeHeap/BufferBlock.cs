namespace Singular.Channels.Runtime;

/// <summary>The memory of a buffer and, once it was taken out of a table, the buffer itself on its way: whoever has a block out of its home, and not
/// in a table, holds it alone. Generated code keeps it in a local variable and hands it back.</summary>
/// <remarks>A buffer stays charged to where it came from until it has come in somewhere else. It is ended by exactly one of
/// <see cref="BufferTable.TryPut"/>, <see cref="Release"/> and the arena that sends it. Its entry in the table that it was in last is kept for it, so that a
/// buffer which goes and comes back needs no other; where it goes into another table, or its memory goes home for good, the entry is given up.</remarks>
public sealed class BufferBlock
{
    /// <summary>The next block in a list of its home.</summary>
    internal BufferBlock? Next;

    /// <summary>The table that the buffer was in last: it keeps an entry (<see cref="Word"/>), is charged (<see cref="Charge"/>), or both. Null where
    /// there is neither.</summary>
    internal BufferTable? Table;

    /// <summary>Bytes charged to <see cref="Table"/>: <see cref="Capacity"/> or 0.</summary>
    internal int Charge;

    /// <summary>While the buffer is in no table: the word of the handle that it gets if it comes back into <see cref="Table"/>. 0 where no entry is kept.</summary>
    internal long Word;

    /// <summary>Bytes of the buffer that is in it.</summary>
    internal int ByteLength;

    /// <summary>What its arena knows of a slot; see there.</summary>
    internal long SlotState;

    /// <summary>What is added to a slot's count of crossings where it has been sent away; see the arena.</summary>
    internal readonly long SentFlag;

    /// <summary>Bytes at <see cref="Address"/>.</summary>
    internal readonly int Capacity;

    /// <summary>Which of its home's blocks it is, where that has numbers.</summary>
    internal readonly int Place;

    /// <summary>The bit of that number.</summary>
    internal readonly int SlotBit;

    /// <summary>Where it goes when its buffer is released.</summary>
    internal readonly BlockHome Home;

    /// <summary>First byte, aligned to 64.</summary>
    internal readonly nint Address;

    /// <summary>What keeps the memory as long as the block can be reached: a pinned array; null where the home does.</summary>
    internal readonly object? Keeper;

    /// <summary>A pinned array.</summary>
    internal BufferBlock(BlockHome home, nint address, int capacity, object keeper)
    {
        Home = home;
        Address = address;
        Capacity = capacity;
        Keeper = keeper;
    }

    /// <summary>A slot of an arena.</summary>
    internal BufferBlock(BlockHome home, nint address, int capacity, int place, long slotState, long sentFlag)
    {
        Home = home;
        Address = address;
        Capacity = capacity;
        Place = place;
        SlotBit = 1 << place;
        SlotState = slotState;
        SentFlag = sentFlag;
    }

    /// <summary>Ends the buffer. For the one who holds it alone.</summary>
    public void Release()
    {
        // Somebody else may have the block as soon as it is at home.
        BufferTable? payer = Charge == 0 ? null : Table;
        Charge = 0;
        if (Word == 0)
            Table = null;
        Home.Return(this);
        payer?.Uncharge(Capacity);
    }

    /// <summary>Gives up the entry that is kept for the buffer. For the one who holds it alone; nothing is charged for it any more.</summary>
    internal void LeaveTable()
    {
        if (Word != 0)
            Table!.FreeEntry(Word);
        Word = 0;
        Table = null;
    }

    // Sound: the capacity is that of the memory, and the caller holds the block alone.
    internal unsafe Span<byte> Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Capacity, nameof(count));
        return new Span<byte>((void*)Address, count);
    }
}
