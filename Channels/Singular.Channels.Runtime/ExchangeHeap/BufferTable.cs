using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The buffers that one domain holds, and what they come to.</summary>
/// <remarks>
/// Every operation is one compare-and-exchange of an entry's state word, so that of threads that race to pin, move and release a buffer each finds
/// it or does not. An entry's state: pins (bits 0 to 15), held (16), released but pinned (17), generation (20 to 63). An
/// entry that is not held belongs to the thread that emptied it, then to the list of free ones.
/// </remarks>
internal sealed partial class BufferTable : BufferHolder
{
    private const int IndexBits = 20;
    internal const long IndexMask = (1L << IndexBits) - 1;
    private const long PinMask = 0xFFFF;
    private const long HeldFlag = 1L << 16;
    private const long ReleasedFlag = 1L << 17;
    private const long FlagMask = PinMask | HeldFlag | ReleasedFlag;

    private const int ChunkEntries = 256;
    private const int ChunkCount = MaxBuffersEver / ChunkEntries;

    /// <summary>The most buffers that any limit allows.</summary>
    internal const int MaxBuffersEver = 65_536;

    private readonly Lock _growth = new();
    private Entry[]?[] _chunks = [];

    // The one that nearly all entries are in.
    private Entry[] _firstChunk = [];
    private int _created;

    // Number + 1 of the first free entry in the low half, and a count of changes above it: an entry that went and came back meanwhile
    // does not look unchanged.
    private long _free;

    // Number + 1 of one free entry that is not in the list, 0 for none. Most domains take one buffer and give one away, and then
    // an exchange of this word is all that it costs.
    private int _spare;

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
        block.Payer = this;
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
        block.Payer = this;
        block.ByteLength = contents.Length;
        contents.CopyTo(block.Bytes(contents.Length));
        return block;
    }

    internal override int ByteLengthOf(long word)
    {
        ref Entry entry = ref Find(word);
        if (Holds(Volatile.Read(ref entry.State), word))
        {
            // Another buffer may have come into the entry meanwhile, or none: the second look at the state says so.
            int length = Volatile.Read(ref entry.Block)?.ByteLength ?? 0;
            if (Holds(Volatile.Read(ref entry.State), word))
                return length;
        }
        throw new StaleBufferException();
    }

    internal override long Move(long word)
    {
        if (word == 0)
            return 0;
        ref Entry entry = ref Find(word);
        // The plain case: held and not pinned. The entry stays, with the next generation.
        long held = (word & ~IndexMask) | HeldFlag;
        long next = (((word >>> IndexBits) + 1) << IndexBits) | HeldFlag;
        if (next >>> IndexBits != 0 && Interlocked.CompareExchange(ref entry.State, next, held) == held)
        {
            long renewed = (next & ~IndexMask) | (word & IndexMask);
            if (!_closed)
                return renewed;
            // Whoever closes the table may have looked for the entry's earlier generation.
            Release(renewed);
            throw Refusal(0);
        }
        if (TryTake(word) is not { } buffer)
            throw IsReleasedUnderPin(word)
                ? new ExchangeHeapException($"A pinned buffer of {Owner} was handed on; it goes when its last pin ends. Dispose the pins of a buffer first.")
                : new StaleBufferException();
        // It stays charged here, so nothing is charged anew.
        return Publish(buffer) is var moved and not 0 ? moved : throw Refusal(0);
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
            long next = isLast ? state & ~FlagMask : state - 1;
            if (Interlocked.CompareExchange(ref entry.State, next, state) != state)
                continue;
            if (isLast)
                Empty(ref entry, word).Release();
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
    internal BufferBlock? TryTake(long word)
    {
        ref Entry entry = ref Find(word);
        // The plain case: held and not pinned.
        long held = (word & ~IndexMask) | HeldFlag;
        return Interlocked.CompareExchange(ref entry.State, held & ~HeldFlag, held) == held ? Empty(ref entry, word) : TryTakePinned(ref entry, word);
    }

    private BufferBlock? TryTakePinned(ref Entry entry, long word)
    {
        while (true)
        {
            long state = Volatile.Read(ref entry.State);
            if (!Holds(state, word))
                return null;
            bool isPinned = (state & PinMask) != 0;
            long next = isPinned ? (state & ~HeldFlag) | ReleasedFlag : state & ~FlagMask;
            if (Interlocked.CompareExchange(ref entry.State, next, state) == state)
                return isPinned ? null : Empty(ref entry, word);
        }
    }

    /// <summary>True for the word of a buffer that was released while it was pinned and still is.</summary>
    internal bool IsReleasedUnderPin(long word) =>
        Volatile.Read(ref Find(word).State) is var state && IsOf(state, word) && (state & ReleasedFlag) != 0;

    /// <summary>Puts in a buffer that was taken out elsewhere, and takes over its charge.</summary>
    /// <returns>The word of its handle here; 0 when the domain has ended or holds as much as it may, and the buffer is released then.</returns>
    internal long TryPut(BufferBlock buffer)
    {
        if (_closed || !TryCharge(buffer.Capacity))
        {
            buffer.Release();
            return 0;
        }
        buffer.Payer?.Uncharge(buffer.Capacity);
        buffer.Payer = this;
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
            long state = Volatile.Read(ref _chunks[i / ChunkEntries]![i % ChunkEntries].State);
            if ((state & HeldFlag) != 0)
                Release((state & ~IndexMask) | (uint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOf(long state, long word) => ((state ^ word) & ~IndexMask) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(long state, long word) => IsOf(state, word) && (state & HeldFlag) != 0;

    /// <summary>The entry that a word names, or one that holds nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Find(long word)
    {
        uint index = (uint)word & (uint)IndexMask;
        Entry[] first = Volatile.Read(ref _firstChunk);
        if (index < (uint)first.Length)
            return ref first[index];
        return ref FindBeyond(index);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Entry FindBeyond(uint index)
    {
        Entry[]?[] chunks = Volatile.Read(ref _chunks);
        if (index / ChunkEntries < (uint)chunks.Length && Volatile.Read(ref chunks[index / ChunkEntries]) is { } chunk)
            return ref chunk[index % ChunkEntries];
        return ref Entry.Nothing[0];
    }

    /// <summary>Gives a charged block an entry.</summary>
    /// <returns>0 when the domain has ended meanwhile; the block is released then.</returns>
    private long Publish(BufferBlock block)
    {
        int index = TakeFree();
        ref Entry entry = ref Find(index);
        entry.Block = block;
        long state = entry.State | HeldFlag;
        long word = (state & ~IndexMask) | (uint)index;
        // A full fence: whoever closes the table sees the entry, or is seen here.
        Interlocked.Exchange(ref entry.State, state);
        if (!_closed)
            return word;
        Release(word);
        return 0;
    }

    /// <summary>Takes the contents of an entry that this thread has for itself, and frees the entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferBlock Empty(ref Entry entry, long word)
    {
        BufferBlock buffer = entry.Block!;
        entry.Block = null;
        long generation = (word >>> IndexBits) + 1;
        // The 44 bits of a generation last for 20 days at ten million buffers a second in one entry; an entry that has had
        // them all is not used again, so that no handle ever comes back to life.
        if (generation >> (64 - IndexBits) != 0)
            return buffer;
        Volatile.Write(ref entry.State, generation << IndexBits);
        int earlier = Interlocked.Exchange(ref _spare, (int)(word & IndexMask) + 1);
        if (earlier != 0)
            AddFree(earlier);
        return buffer;
    }

    /// <summary>Adds an entry to the list of free ones.</summary>
    /// <param name="number">Its index + 1.</param>
    private void AddFree(int number)
    {
        ref Entry entry = ref Find(number - 1);
        while (true)
        {
            long first = Volatile.Read(ref _free);
            entry.NextFree = (int)first;
            if (Interlocked.CompareExchange(ref _free, NextFree(first, number), first) == first)
                return;
        }
    }

    private static long NextFree(long first, int value) => ((first >>> 32) + 1 << 32) | (uint)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeFree() => Interlocked.Exchange(ref _spare, 0) is var spare and not 0 ? spare - 1 : TakeListed();

    private int TakeListed()
    {
        while (true)
        {
            long first = Volatile.Read(ref _free);
            int index = (int)first - 1;
            if (index < 0)
                return Grow();
            int next = Volatile.Read(ref Find(index).NextFree);
            if (Interlocked.CompareExchange(ref _free, NextFree(first, next), first) == first)
                return index;
        }
    }

    /// <summary>Makes one entry more. There are never more than buffers that were charged at one time, entries that are used up, and
    /// one for each thread that is giving one back.</summary>
    private int Grow()
    {
        lock (_growth)
        {
            if (_chunks.Length == 0)
                Volatile.Write(ref _chunks, new Entry[]?[ChunkCount + 1]);
            int index = _created++;
            ref Entry[]? chunk = ref _chunks[index / ChunkEntries];
            if (chunk is null)
            {
                var made = new Entry[ChunkEntries];
                for (int i = 0; i < made.Length; i++)
                    made[i].State = 1L << IndexBits;
                Volatile.Write(ref chunk, made);
                if (index == 0)
                    Volatile.Write(ref _firstChunk, made);
            }
            return index;
        }
    }

    private ExchangeHeapException Refusal(int bytes) => new(_closed
        ? $"{Owner} has ended and can hold no buffer."
        : $"{Owner} holds {Buffers} buffers of {Bytes} bytes in all; with {bytes} bytes more it would hold over {BufferLimit} buffers or {ByteLimit} bytes. Release or hand on some first.");

    private struct Entry
    {
        /// <summary>What a word that names no entry finds.</summary>
        internal static readonly Entry[] Nothing = new Entry[1];

        internal long State;
        internal BufferBlock? Block;
        internal int NextFree;
    }
}
