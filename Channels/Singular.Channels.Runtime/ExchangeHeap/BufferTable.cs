using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The buffers that one domain holds, and what they come to.</summary>
/// <remarks>
/// Every operation is one compare-and-exchange of an entry's state word, so that of threads that race to pin, move and release a buffer each finds
/// it or does not. An entry's state: pins (bits 0 to 15), held (16), released but pinned (17), generation (20 to 63). An
/// entry that is not held belongs to whoever has the block in it, for which it is kept (<see cref="BufferBlock.Word"/>), or else to the list of free ones.
/// The exchange that takes a buffer out begins the next generation, so that a word that was a handle holds nothing from then on, whatever comes into the entry.
/// <para>What is called for every buffer that moves has its plain case in front and the rest in a method of its own, which is called last: so the plain case
/// keeps nothing across a call and needs no frame.</para>
/// </remarks>
internal sealed partial class BufferTable : BufferHolder
{
    private const int IndexBits = 20;
    internal const long IndexMask = (1L << IndexBits) - 1;
    private const long OneGeneration = 1L << IndexBits;
    private const long PinMask = 0xFFFF;
    private const long HeldFlag = 1L << 16;
    private const long ReleasedFlag = 1L << 17;

    /// <summary>The most buffers that any limit allows.</summary>
    internal const int MaxBuffersEver = 65_536;

    private volatile bool _closed;

    /// <param name="owner">Name of the domain, for messages.</param>
    internal BufferTable(string owner) => Owner = owner;

    /// <summary>The table of the program itself.</summary>
    internal static BufferTable Program { get; } = new("the program");

    internal string Owner { get; }

    internal override long Allocate(int byteLength)
    {
        BufferBlock? block = byteLength > SharedHome.ShortBytes ? TryRentFromHome() : null;
        int capacity = block?.Capacity ?? BlockPool.CapacityFor(byteLength);
        if (_closed || !TryCharge(capacity))
        {
            block?.Home.Return(block);
            throw Refusal(capacity);
        }
        block ??= BlockPool.Shared.Rent(byteLength);
        TakeOver(block);
        block.ByteLength = byteLength;
        block.Bytes(byteLength).Clear();
        return Publish(block) is var word and not 0 ? word : throw Refusal(capacity);
    }

    /// <summary>Makes a buffer with the given contents.</summary>
    /// <returns>The word of its handle; 0 when the domain has ended or holds as much as it may.</returns>
    internal long TryCopy(ReadOnlySpan<byte> contents) => TryMake(contents) is { } copy ? Publish(copy) : 0;

    /// <summary>Makes a buffer with the given contents that is charged here and in no table yet.</summary>
    /// <returns>Null when the domain has ended or holds as much as it may.</returns>
    internal BufferBlock? TryMake(ReadOnlySpan<byte> contents)
    {
        if (_closed || !TryCharge(BlockPool.CapacityFor(contents.Length)))
            return null;
        BufferBlock block = BlockPool.Shared.Rent(contents.Length);
        TakeOver(block);
        block.ByteLength = contents.Length;
        contents.CopyTo(block.Bytes(contents.Length));
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal override int ByteLengthOf(long word)
    {
        uint index = (uint)word & (uint)IndexMask;
        Entry[] first = Volatile.Read(ref _firstChunk);
        if (index < (uint)first.Length && LengthIn(ref first[index], word) is var length and >= 0)
            return length;
        return ByteLengthBeyond(word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ByteLengthBeyond(long word) =>
        LengthIn(ref Find(word), word) is var length and >= 0 ? length : throw new StaleBufferException();

    /// <returns>Negative where the entry does not hold what the word names.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthIn(ref Entry entry, long word)
    {
        if (!Holds(Volatile.Read(ref entry.State), word))
            return -1;
        // Another buffer may have come into the entry meanwhile, or none: the second look at the state says so.
        int length = Volatile.Read(ref entry.Block)?.ByteLength ?? 0;
        return Holds(Volatile.Read(ref entry.State), word) ? length : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal override long Move(long word)
    {
        uint index = (uint)word & (uint)IndexMask;
        Entry[] first = Volatile.Read(ref _firstChunk);
        if (index < (uint)first.Length)
        {
            // The plain case: held and not pinned. The entry stays, with the next generation.
            long held = word - index + HeldFlag;
            long next = held + OneGeneration;
            if (next != HeldFlag && Interlocked.CompareExchange(ref first[index].State, next, held) == held)
                return _closed ? RefuseMoved(word + OneGeneration) : word + OneGeneration;
        }
        return MoveSlowly(word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long RefuseMoved(long renewed)
    {
        // Whoever closes the table may have looked for the entry's earlier generation.
        Release(renewed);
        throw Refusal(0);
    }

    /// <summary>The entry is beyond the first ones, has had all its generations, or does not hold the buffer without a pin.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long MoveSlowly(long word)
    {
        if (word == 0)
            return 0;
        if (TryTake(word) is not { } buffer)
            throw IsReleasedUnderPin(word)
                ? new ExchangeHeapException($"A pinned buffer of {Owner} was handed on; it goes when its last pin ends. Dispose the pins of a buffer first.")
                : new StaleBufferException();
        // It is still charged here, so nothing is charged anew.
        return TryPut(buffer) is var moved and not 0 ? moved : throw Refusal(0);
    }

    internal override Span<byte> Pin(long word)
    {
        ref Entry entry = ref Find(word);
        while (true)
        {
            long state = Volatile.Read(ref entry.State);
            if (!Holds(state, word))
                throw new StaleBufferException();
            if ((state & PinMask) == PinMask)
                throw new ExchangeHeapException($"A buffer of {Owner} has {PinMask} open pins; a pin has to be disposed.");
            if (Interlocked.CompareExchange(ref entry.State, state + 1, state) != state)
                continue;
            return entry.Block!.Bytes(entry.Block.ByteLength);
        }
    }

    internal override void Unpin(long word)
    {
        ref Entry entry = ref Find(word);
        while (true)
        {
            long state = Volatile.Read(ref entry.State);
            if (!IsOf(state, word) || (state & PinMask) == 0)
                return;
            bool isLast = (state & (PinMask | ReleasedFlag)) == (1 | ReleasedFlag);
            long next = isLast ? NextGeneration(word) : state - 1;
            if (Interlocked.CompareExchange(ref entry.State, next, state) != state)
                continue;
            if (isLast)
                TakeOut(ref entry, word).Release();
            return;
        }
    }

    internal override void GiveWay(int turn)
    {
        const int TurnsToSpin = 10;
        if (turn < TurnsToSpin)
            Thread.SpinWait(1 << turn);
        else
            Thread.Sleep(1);
    }

    internal override void Release(long word) => TryTake(word)?.Release();

    /// <summary>Takes a buffer out, to be put in elsewhere or released.</summary>
    /// <returns>Null when the word holds nothing, or when the buffer is pinned: it has been released then, and its memory goes when the last
    /// pin ends.</returns>
    internal BufferBlock? TryTake(long word) => TryTakePlain(word) is { } buffer ? buffer : TryTakeSlowly(word);

    /// <summary>The plain case of <see cref="TryTake"/>: held and not pinned, in one of the first entries.</summary>
    /// <returns>Null where it is another; nothing has been done then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock? TryTakePlain(long word)
    {
        uint index = (uint)word & (uint)IndexMask;
        Entry[] first = _firstChunk;
        if (index >= (uint)first.Length)
            return null;
        ref Entry entry = ref first[index];
        long held = word - index + HeldFlag;
        long next = word - index + OneGeneration;
        if (next == 0 || Interlocked.CompareExchange(ref entry.State, next, held) != held)
            return null;
        BufferBlock buffer = entry.Block!;
        buffer.Word = next + index;
        return buffer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal BufferBlock? TryTakeSlowly(long word)
    {
        ref Entry entry = ref Find(word);
        while (true)
        {
            long state = Volatile.Read(ref entry.State);
            if (!Holds(state, word))
                return null;
            bool isPinned = (state & PinMask) != 0;
            long next = isPinned ? (state & ~HeldFlag) | ReleasedFlag : NextGeneration(word);
            if (Interlocked.CompareExchange(ref entry.State, next, state) == state)
                return isPinned ? null : TakeOut(ref entry, word);
        }
    }

    /// <summary>True for the word of a buffer that was released while it was pinned and still is.</summary>
    internal bool IsReleasedUnderPin(long word) =>
        Volatile.Read(ref Find(word).State) is var state && IsOf(state, word) && (state & ReleasedFlag) != 0;

    /// <summary>Puts in a buffer that was taken out elsewhere, and takes over its charge.</summary>
    /// <returns>The word of its handle here; 0 when the domain has ended or holds as much as it may, and the buffer is released then.</returns>
    internal long TryPut(BufferBlock buffer) => TryPutBack(buffer, out long word) ? word : TryPutSlowly(buffer);

    /// <summary>The plain case of <see cref="TryPut"/>: a slot of a channel that was here before and comes back.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="word">The word of its handle.</param>
    /// <returns>False where it is another; nothing has been done then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPutBack(BufferBlock buffer, out long word)
    {
        word = buffer.Word;
        // What is not charged where it was last is such a slot, and there its entry is kept.
        if (!ReferenceEquals(buffer.Table, this) || buffer.Charge != 0)
            return false;
        uint index = (uint)word & (uint)IndexMask;
        Entry[] first = _firstChunk;
        if (index >= (uint)first.Length || !TryAdd(SharedHome.BlockBytes))
            return false;
        buffer.Charge = SharedHome.BlockBytes;
        // A full fence: whoever closes the table sees the entry, or is seen here.
        long held = word - index + HeldFlag;
        Interlocked.Exchange(ref first[index].State, held);
        // Where whoever closes the table was faster, it has released the buffer, as it does a moment later.
        return !_closed || Interlocked.CompareExchange(ref first[index].State, word - index, held) != held;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal long TryPutSlowly(BufferBlock buffer)
    {
        bool isCharged = ReferenceEquals(buffer.Table, this) && buffer.Charge != 0;
        if (_closed || !(isCharged || TryCharge(buffer.Capacity)))
        {
            buffer.Release();
            return 0;
        }
        if (buffer.Charge != 0 && !isCharged)
            buffer.Table!.Uncharge(buffer.Capacity);
        TakeOver(buffer);
        return Publish(buffer);
    }

    /// <summary>The domain has ended: releases what it holds, and whatever comes in later.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        int count;
        lock (_growth)
            count = _created;
        for (int i = 0; i < count; i++)
        {
            long state = Volatile.Read(ref Find(i).State);
            if ((state & HeldFlag) != 0)
                Release((state & ~IndexMask) | (uint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOf(long state, long word) => ((state ^ word) & ~IndexMask) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(long state, long word) => (state & (~IndexMask | HeldFlag)) == ((word & ~IndexMask) | HeldFlag);

    /// <summary>The state of an entry that a buffer was taken out of; 0 when that was its last generation.</summary>
    private static long NextGeneration(long word) => (word & ~IndexMask) + OneGeneration;

    /// <summary>From now on the block is charged here, where that has been done already, and is in no other table.</summary>
    private void TakeOver(BufferBlock block)
    {
        if (!ReferenceEquals(block.Table, this))
        {
            block.LeaveTable();
            block.Table = this;
        }
        block.Charge = block.Capacity;
    }

    /// <summary>Puts a block that is charged here into the entry that is kept for it, or a new one.</summary>
    /// <returns>The word of its handle; 0 when the domain has ended meanwhile, and the block is released then.</returns>
    private long Publish(BufferBlock block)
    {
        if (block.Word == 0)
            GiveEntry(block);
        long word = block.Word;
        // A full fence: whoever closes the table sees the entry, or is seen here.
        Interlocked.Exchange(ref Find(word).State, (word & ~IndexMask) | HeldFlag);
        return _closed ? Refuse(word) : word;
    }

    private long Refuse(long word)
    {
        Release(word);
        return 0;
    }

    /// <summary>Takes the buffer out of an entry that has its next generation already, so that this thread has both.</summary>
    private static BufferBlock TakeOut(ref Entry entry, long word)
    {
        BufferBlock buffer = entry.Block!;
        long next = NextGeneration(word);
        if (next != 0)
        {
            buffer.Word = next | (word & IndexMask);
            return buffer;
        }
        // The 44 bits of a generation last for 20 days at ten million buffers a second in one entry; an entry that has had
        // them all is not used again, so that no handle ever comes back to life.
        entry.Block = null;
        buffer.Word = 0;
        buffer.Table!.Uncharge(buffer.Charge);
        buffer.Table = null;
        buffer.Charge = 0;
        return buffer;
    }

    private ExchangeHeapException Refusal(int bytes) => new(_closed
        ? $"{Owner} has ended and can hold no buffer."
        : $"{Owner} holds {Buffers} buffers of {Bytes} bytes in all; with {bytes} bytes more it would hold over {BufferLimit} buffers or {ByteLimit} bytes. Release or hand on some first.");
}
