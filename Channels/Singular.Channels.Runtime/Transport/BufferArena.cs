using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>One end's view of the slots for buffers in a channel's region. A slot is in the hands of one end at a time; a message passes its number, and the
/// data stays where it is.</summary>
/// <remarks>
/// Each end is home to half of the slots: it alone hands out the free ones. Every slot has a count of its crossings, which both ends keep
/// privately: a message that names a slot has to name the next crossing, so that no slot is received which is here already. The end that is not the
/// home gives a slot back by writing the count into the slot's word in the region; the home looks at it when it has no free slot.
/// Nothing in the region decides more than that: a peer that lies in a word or a message gives away or loses slots that it could write to anyway.
/// <para>What this end knows of a slot is one word (<see cref="BufferBlock.SlotState"/>): crossings (bits 0 to 31), here (32), free (33), charged (34),
/// gone (35). A slot that is none of here, free and gone is with the other end. Whoever has a slot here changes its word alone; every other change is one
/// compare-and-exchange, so that of those who race for a slot one gets it, and a charge is given back once.</para>
/// <para>The arena holds a use of the region until each slot is gone. When the channel ends, those go that are not here; one that is here goes when it is
/// released. So a span never loses its memory, and a buffer that moves costs no count of its own.</para>
/// </remarks>
internal sealed class BufferArena : SharedHome
{
    private const long CrossingMask = uint.MaxValue;
    private const long HereFlag = 1L << 32;
    private const long FreeFlag = 1L << 33;

    /// <summary>With the other end and charged to <see cref="_payer"/>, because this is its home.</summary>
    private const long ChargedFlag = 1L << 34;

    private const long GoneFlag = 1L << 35;

    private readonly ChannelRegion _region;
    private readonly BufferTable _payer;
    private readonly int _firstHome;
    private readonly BufferBlock[] _blocks = new BufferBlock[ChannelLayout.BufferSlotCount];
    private int _left = ChannelLayout.BufferSlotCount;
    private volatile bool _closed;

    private BufferArena(ChannelRegion region, BufferTable payer, int firstHome)
    {
        _region = region;
        _payer = payer;
        _firstHome = firstHome;
        region.Acquire();
        for (int i = 0; i < _blocks.Length; i++)
        {
            bool isHome = (uint)(i - firstHome) < ChannelLayout.BufferSlotCount / 2;
            _blocks[i] = new BufferBlock(
                this, region.AddressOfSlot(i), BlockBytes, i, isHome ? FreeFlag : 0, isHome ? ChargedFlag : 0);
        }
    }

    /// <summary>The client's view.</summary>
    /// <param name="region">The channel's.</param>
    /// <param name="payer">Is charged for what the other end has, where this end is its home.</param>
    internal static BufferArena OfClient(ChannelRegion region, BufferTable payer) => new(region, payer, 0);

    /// <summary>The server's view.</summary>
    /// <inheritdoc cref="OfClient"/>
    internal static BufferArena OfServer(ChannelRegion region, BufferTable payer) => new(region, payer, ChannelLayout.BufferSlotCount / 2);

    /// <summary>A slot by its number, wherever it is.</summary>
    internal BufferBlock this[int place] => _blocks[place];

    internal override BufferBlock? TryRent()
    {
        if (_closed)
            return null;
        for (int look = 0; look < 2; look++)
        {
            for (int i = _firstHome; i < _firstHome + _blocks.Length / 2; i++)
            {
                BufferBlock block = _blocks[i];
                long state = Volatile.Read(ref block.SlotState);
                if ((state & FreeFlag) != 0 && TryChange(block, state, (state & CrossingMask) | HereFlag))
                    return block;
            }
            Collect();
        }
        return null;
    }

    internal override void Return(BufferBlock block)
    {
        long crossing = block.SlotState & CrossingMask;
        if (IsHome(block))
            Interlocked.Exchange(ref block.SlotState, crossing | FreeFlag);
        else
        {
            // First the other end's, then told: it may be sent again at once. Then it holds the region no more.
            _region.AcquireAgain();
            Interlocked.Exchange(ref block.SlotState, crossing);
            _region.Write(ChannelLayout.BufferReturnWord(block.Place), (uint)crossing);
            _region.Release();
        }
        if (_closed)
            Forget(block);
    }

    /// <summary>Charges a slot that is to be sent to whoever pays for what the other end has, if this is its home.</summary>
    /// <returns>False when that one holds as much as it may, or may only seem to; nothing has changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(BufferBlock block) => !IsHome(block) || _payer.TryAdd(BlockBytes);

    /// <summary>The same when it has been looked what the other end has given back.</summary>
    internal bool TryCharge(BufferBlock block) => !IsHome(block) || _payer.TryCharge(BlockBytes);

    /// <summary>The number of the crossing that a slot which is held here will make.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint NextCrossing(BufferBlock block) => (uint)block.SlotState + 1;

    /// <summary>Hands a slot that is held here to the other end; nobody else pays for it any more. Call <see cref="TryAdd"/> or <see cref="TryCharge"/>
    /// first.</summary>
    /// <param name="block">The slot.</param>
    /// <param name="crossing">Its <see cref="NextCrossing"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Send(BufferBlock block, uint crossing)
    {
        if (block.Charge != 0)
        {
            block.Charge = 0;
            block.Table!.Uncharge(BlockBytes);
        }
        // A full fence: whoever closes the arena sees that the slot is not here, or is seen here.
        Interlocked.Exchange(ref block.SlotState, crossing | block.SentFlag);
        if (_closed)
            Forget(block);
    }

    /// <summary>Takes back a slot whose message the other end has not read.</summary>
    /// <exception cref="MalformedMessageException">It has crossed again since.</exception>
    internal BufferBlock TakeBack(int index)
    {
        BufferBlock block = _blocks[index];
        long state = Volatile.Read(ref block.SlotState);
        if ((state & (HereFlag | FreeFlag | GoneFlag)) != 0 || !TryChange(block, state, ((uint)state - 1) | HereFlag))
            throw new MalformedMessageException($"buffer slot {index} of a request that is said not to have been read");
        if ((state & ChargedFlag) != 0)
            _payer.Uncharge(BlockBytes);
        return block;
    }

    /// <summary>Receives a slot that a message names.</summary>
    /// <returns>Null when the slot is not with the other end, or it is another crossing's turn.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock? TryReceive(uint index, uint crossing)
    {
        BufferBlock[] blocks = _blocks;
        if (index >= (uint)blocks.Length)
            return null;
        BufferBlock block = blocks[index];
        // The one state that it can have with the other end after the crossing before.
        if (!TryChange(block, (crossing - 1) | block.SentFlag, crossing | HereFlag))
            return null;
        if (IsHome(block))
            _payer.Uncharge(BlockBytes);
        return block;
    }

    internal override void Collect()
    {
        if (_closed || !_region.TryAcquire())
            return;
        for (int i = _firstHome; i < _firstHome + _blocks.Length / 2; i++)
        {
            BufferBlock block = _blocks[i];
            long state = Volatile.Read(ref block.SlotState);
            if ((state & ChargedFlag) != 0 && _region.Read(ChannelLayout.BufferReturnWord(i)) == (uint)state
                && TryChange(block, state, (state & CrossingMask) | FreeFlag))
            {
                _payer.Uncharge(BlockBytes);
            }
        }
        _region.Release();
    }

    /// <summary>The channel has ended: what the other end had is charged to nobody any more. Buffers that are held here stay.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        foreach (BufferBlock block in _blocks)
            Forget(block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsHome(BufferBlock block) => block.SentFlag != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryChange(BufferBlock block, long from, long to) => Interlocked.CompareExchange(ref block.SlotState, to, from) == from;

    /// <summary>The arena is closed: a slot that is not here goes, and the region with the last one.</summary>
    private void Forget(BufferBlock block)
    {
        long state;
        do
        {
            state = Volatile.Read(ref block.SlotState);
            if ((state & (HereFlag | GoneFlag)) != 0)
                return;
        }
        while (!TryChange(block, state, GoneFlag));
        if ((state & ChargedFlag) != 0)
            _payer.Uncharge(BlockBytes);
        block.LeaveTable();
        if (Interlocked.Decrement(ref _left) == 0)
            _region.Release();
    }
}
