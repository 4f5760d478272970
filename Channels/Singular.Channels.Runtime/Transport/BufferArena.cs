namespace Singular.Channels.Runtime;

/// <summary>One end's view of the slots for buffers in a channel's region. A slot is in the hands of one end at a time; a message passes its number, and the
/// data stays where it is.</summary>
/// <remarks>
/// Each end is home to half of the slots: it alone hands out the free ones. Every slot has a count of its crossings, which both ends keep
/// privately: a message that names a slot has to name the next crossing, so that no slot is received which is here already. The end that is not the
/// home gives a slot back by writing the count into the slot's word; the home looks at it when it has no free slot.
/// Nothing in the region decides more than that: a peer that lies in a word or a message gives away or loses slots that it could write to anyway.
/// The region stays mapped while a buffer in it is held at this end.
/// </remarks>
internal sealed class BufferArena : SharedHome
{
    private readonly Lock _gate = new();
    private readonly ChannelRegion _region;
    private readonly int _firstHome;
    private readonly Slot[] _slots = new Slot[ChannelLayout.BufferSlotCount];
    private bool _closed;

    private BufferArena(ChannelRegion region, int firstHome)
    {
        _region = region;
        _firstHome = firstHome;
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i].Block = new BufferBlock(this, region.AddressOfSlot(i), ChannelLayout.BufferSlotBytes, i);
            _slots[i].State = IsHome(i) ? SlotState.Free : SlotState.There;
        }
    }

    /// <summary>The client's view; null where the region has no slots.</summary>
    internal static BufferArena? OfClient(ChannelRegion region) => region.HasBuffers ? new BufferArena(region, 0) : null;

    /// <summary>The server's view; null where the region has no slots.</summary>
    internal static BufferArena? OfServer(ChannelRegion region) =>
        region.HasBuffers ? new BufferArena(region, ChannelLayout.BufferSlotCount / 2) : null;

    internal override BufferBlock? TryRent()
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            for (int look = 0; look < 2; look++)
            {
                for (int i = _firstHome; i < _firstHome + _slots.Length / 2; i++)
                {
                    if (_slots[i].State != SlotState.Free)
                        continue;
                    Hold(ref _slots[i]);
                    return _slots[i].Block;
                }
                CollectReturned();
            }
            return null;
        }
    }

    internal override void Return(BufferBlock block)
    {
        int index = block.Place;
        lock (_gate)
        {
            ref Slot slot = ref _slots[index];
            if (IsHome(index))
                slot.State = SlotState.Free;
            else
            {
                slot.State = SlotState.There;
                if (!_closed)
                    _region.Write(ChannelLayout.BufferReturnWord(index), slot.Crossing);
            }
        }
        _region.Release();
    }

    /// <summary>Hands a slot that is held here to the other end. Until that has come back the slot is charged to
    /// <paramref name="payer"/>, if this is its home.</summary>
    /// <returns>The number of its crossing.</returns>
    internal uint Send(BufferBlock block, BufferTable payer)
    {
        uint crossing;
        lock (_gate)
        {
            ref Slot slot = ref _slots[block.Place];
            slot.State = SlotState.There;
            crossing = ++slot.Crossing;
            if (IsHome(block.Place) && !_closed)
                slot.Payer = payer;
            else
                payer.Uncharge(block.Capacity);
        }
        _region.Release();
        return crossing;
    }

    /// <summary>Takes back a slot whose message the other end has not read.</summary>
    /// <exception cref="MalformedMessageException">It has crossed again since.</exception>
    internal MovingBuffer TakeBack(int index, uint crossing, int byteLength)
    {
        lock (_gate)
        {
            if (_closed || _slots[index].State != SlotState.There || _slots[index].Crossing != crossing)
                throw new MalformedMessageException($"buffer slot {index} of a request that is said not to have been read");
            _slots[index].Crossing--;
            return Take(index, byteLength);
        }
    }

    /// <summary>Receives a slot that a message names.</summary>
    /// <exception cref="MalformedMessageException">The slot is not there, or it is another crossing's turn.</exception>
    internal MovingBuffer Receive(uint index, uint crossing, int byteLength)
    {
        lock (_gate)
        {
            if (_closed || index >= (uint)_slots.Length || _slots[index].State != SlotState.There || crossing != _slots[index].Crossing + 1)
                throw new MalformedMessageException($"crossing {crossing} of buffer slot {index}, which is not the one to come");
            _slots[index].Crossing = crossing;
            return Take((int)index, byteLength);
        }
    }

    internal override void Collect()
    {
        lock (_gate)
        {
            if (!_closed)
                CollectReturned();
        }
    }

    /// <summary>The channel has ended: what the other end had is charged to nobody any more. Buffers that are held here stay.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (ref Slot slot in _slots.AsSpan())
                Discharge(ref slot);
        }
    }

    private bool IsHome(int index) => index >= _firstHome && index < _firstHome + _slots.Length / 2;

    private MovingBuffer Take(int index, int byteLength)
    {
        ref Slot slot = ref _slots[index];
        Hold(ref slot);
        var buffer = new MovingBuffer { Block = slot.Block, ByteLength = byteLength, Payer = slot.Payer };
        slot.Payer = null;
        return buffer;
    }

    private void Hold(ref Slot slot)
    {
        _region.Acquire();
        slot.State = SlotState.Here;
    }

    private void CollectReturned()
    {
        for (int i = _firstHome; i < _firstHome + _slots.Length / 2; i++)
        {
            ref Slot slot = ref _slots[i];
            if (slot.State != SlotState.There || _region.Read(ChannelLayout.BufferReturnWord(i)) != slot.Crossing)
                continue;
            slot.State = SlotState.Free;
            Discharge(ref slot);
        }
    }

    private static void Discharge(ref Slot slot)
    {
        slot.Payer?.Uncharge(ChannelLayout.BufferSlotBytes);
        slot.Payer = null;
    }

    private enum SlotState
    {
        /// <summary>With the other end, or free there.</summary>
        There,

        /// <summary>At home and in nobody's hands.</summary>
        Free,

        /// <summary>In a table of this end, or on its way into one.</summary>
        Here,
    }

    private struct Slot
    {
        internal BufferBlock Block;
        internal SlotState State;
        internal uint Crossing;

        /// <summary>Who is charged while the slot is with the other end; null at the end that is not its home.</summary>
        internal BufferTable? Payer;
    }
}
