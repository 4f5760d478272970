namespace Singular.Channels.Runtime;

/// <summary>A buffer between two tables: the thread that took it out holds it alone. It stays charged to where it came from until it has
/// come in somewhere else. To be ended by exactly one of <see cref="BufferTable.TryPut"/> and <see cref="Release"/>.</summary>
internal struct MovingBuffer
{
    internal BufferBlock? Block;

    /// <summary>Who is charged; null for a slot that has come from the other end of a channel, which is its home.</summary>
    internal BufferTable? Payer;
    internal int ByteLength;

    /// <summary>Gives the buffer back, if there is one.</summary>
    internal void Release()
    {
        if (Block is not { } block)
            return;
        BufferTable? payer = Payer;
        this = default;
        block.Home.Return(block);
        payer?.Uncharge(block.Capacity);
    }
}
