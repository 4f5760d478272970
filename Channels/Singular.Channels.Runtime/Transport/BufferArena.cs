using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>One end's view of the slots for buffers in a channel's region. A slot is in the hands of one end at a time; a message passes its number, and the
/// data stays where it is.</summary>
/// <remarks>
/// Each end is home to half of the slots: it alone hands out the free ones. Every slot has a count of its crossings, which both ends keep
/// privately: a message that names a slot has to name the next crossing, so that no slot is received which is here already. The end that is not the
/// home gives a slot back by writing the count into the slot's word in the region; the home looks at it when it has no free slot.
/// Nothing in the region decides more than that: a peer that lies in a word or a message gives away or loses slots that it could write to anyway.
/// The region stays mapped while a buffer in it is held at this end.
/// <para>What this end knows of a slot is one word: crossings (bits 0 to 31), here (32), free (33), charged (34). A slot that is neither here nor
/// free is with the other end. Whoever has a slot here changes its word alone; every other change is one compare-and-exchange, so that of
/// those who race for a slot one gets it, and a charge is given back once.</para>
/// </remarks>
internal sealed class BufferArena : SharedHome
{
    private const long CrossingMask = uint.MaxValue;
    private const long HereFlag = 1L << 32;
    private const long FreeFlag = 1L << 33;

    /// <summary>With the other end and charged to <see cref="_payer"/>, because this is its home.</summary>
    private const long ChargedFlag = 1L << 34;

    private readonly ChannelRegion _region;
    private readonly BufferTable _payer;
    private readonly int _firstHome;
    private readonly long[] _words = new long[ChannelLayout.BufferSlotCount];
    private readonly BufferBlock[] _blocks = new BufferBlock[ChannelLayout.BufferSlotCount];
    private volatile bool _closed;

    private BufferArena(ChannelRegion region, BufferTable payer, int firstHome)
    {
        _region = region;
        _payer = payer;
        _firstHome = firstHome;
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new BufferBlock(this, region.AddressOfSlot(i), ChannelLayout.BufferSlotBytes, i);
            _words[i] = IsHome(i) ? FreeFlag : 0;
        }
    }

    /// <summary>The client's view.</summary>
    /// <param name="region">The channel's.</param>
    /// <param name="payer">Is charged for what the other end has, where this end is its home.</param>
    internal static BufferArena OfClient(ChannelRegion region, BufferTable payer) => new(region, payer, 0);

    /// <summary>The server's view.</summary>
    /// <inheritdoc cref="OfClient"/>
    internal static BufferArena OfServer(ChannelRegion region, BufferTable payer) => new(region, payer, ChannelLayout.BufferSlotCount / 2);

    internal override BufferBlock? TryRent()
    {
        if (_closed || !_region.TryAcquire())
            return null;
        for (int look = 0; look < 2; look++)
        {
            for (int i = _firstHome; i < _firstHome + _words.Length / 2; i++)
            {
                long word = Volatile.Read(ref _words[i]);
                if ((word & FreeFlag) != 0 && TryChange(i, word, (word & CrossingMask) | HereFlag))
                    return _blocks[i];
            }
            Collect();
        }
        _region.Release();
        return null;
    }

    internal override void Return(BufferBlock block)
    {
        int index = block.Place;
        long crossing = _words[index] & CrossingMask;
        if (IsHome(index))
            Volatile.Write(ref _words[index], crossing | FreeFlag);
        else
        {
            // First the other end's, then told: it may be sent again at once.
            Volatile.Write(ref _words[index], crossing);
            _region.Write(ChannelLayout.BufferReturnWord(index), (uint)crossing);
        }
        _region.Release();
    }

    /// <summary>Charges a slot that is to be sent to whoever pays for what the other end has, if this is its home.</summary>
    /// <returns>False when that one holds as much as it may; nothing has changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryCharge(BufferBlock block) => !IsHome(block.Place) || _payer.TryCharge(ChannelLayout.BufferSlotBytes);

    /// <summary>Hands a slot that is held here to the other end; nobody else pays for it any more. Call <see cref="TryCharge"/> first.</summary>
    /// <returns>The number of its crossing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Send(BufferBlock block)
    {
        int index = block.Place;
        BufferTable? payer = block.Payer;
        block.Payer = null;
        ref long word = ref _words[index];
        uint crossing = (uint)word + 1;
        if (IsHome(index))
        {
            // A full fence: whoever closes the arena sees the charge, or is seen here.
            Interlocked.Exchange(ref word, crossing | ChargedFlag);
            if (_closed)
                Discharge(index);
        }
        else
            Volatile.Write(ref word, crossing);
        payer?.Uncharge(ChannelLayout.BufferSlotBytes);
        _region.Release();
        return crossing;
    }

    /// <summary>Takes back a slot whose message the other end has not read.</summary>
    /// <exception cref="MalformedMessageException">It has crossed again since.</exception>
    internal BufferBlock TakeBack(int index, uint crossing)
    {
        long word = Volatile.Read(ref _words[index]);
        if (_closed || !IsThere(word) || (uint)word != crossing || !TryChange(index, word, (crossing - 1) | HereFlag))
            throw new MalformedMessageException($"buffer slot {index} of a request that is said not to have been read");
        return Hold(index, word);
    }

    /// <summary>Receives a slot that a message names.</summary>
    /// <exception cref="MalformedMessageException">The slot is not there, or it is another crossing's turn.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock Receive(uint index, uint crossing)
    {
        if (!_closed && index < (uint)_words.Length)
        {
            long word = Volatile.Read(ref _words[index]);
            if (IsThere(word) && crossing == (uint)word + 1 && TryChange((int)index, word, crossing | HereFlag))
                return Hold((int)index, word);
        }
        throw NotTheOneToCome(index, crossing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MalformedMessageException NotTheOneToCome(uint index, uint crossing) =>
        new($"crossing {crossing} of buffer slot {index}, which is not the one to come");

    internal override void Collect()
    {
        if (_closed || !_region.TryAcquire())
            return;
        for (int i = _firstHome; i < _firstHome + _words.Length / 2; i++)
        {
            long word = Volatile.Read(ref _words[i]);
            if (IsThere(word) && _region.Read(ChannelLayout.BufferReturnWord(i)) == (uint)word
                && TryChange(i, word, (word & CrossingMask) | FreeFlag) && (word & ChargedFlag) != 0)
            {
                _payer.Uncharge(ChannelLayout.BufferSlotBytes);
            }
        }
        _region.Release();
    }

    /// <summary>The channel has ended: what the other end had is charged to nobody any more. Buffers that are held here stay.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        for (int i = 0; i < _words.Length; i++)
            Discharge(i);
    }

    private static bool IsThere(long word) => (word & (HereFlag | FreeFlag)) == 0;

    private bool IsHome(int index) => (uint)(index - _firstHome) < ChannelLayout.BufferSlotCount / 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryChange(int index, long from, long to) => Interlocked.CompareExchange(ref _words[index], to, from) == from;

    /// <summary>A slot has come here. Whoever reads a message holds a use of the region.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferBlock Hold(int index, long word)
    {
        _region.AcquireAgain();
        if ((word & ChargedFlag) != 0)
            _payer.Uncharge(ChannelLayout.BufferSlotBytes);
        return _blocks[index];
    }

    private void Discharge(int index)
    {
        long word;
        do
        {
            word = Volatile.Read(ref _words[index]);
            if ((word & ChargedFlag) == 0)
                return;
        }
        while (!TryChange(index, word, word & ~ChargedFlag));
        _payer.Uncharge(ChannelLayout.BufferSlotBytes);
    }
}
