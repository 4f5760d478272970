using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Where the entries are, and which of them are free.</content>
internal sealed partial class BufferTable
{
    private const int ChunkEntries = 256;

    /// <summary>More than <see cref="MaxBuffersEver"/>: there are entries kept for slots of channels that are elsewhere (16 for each channel of 1 MiB), used up, or in
    /// the hands of a thread.</summary>
    private const int MaxEntries = 8 * MaxBuffersEver;

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

    private void GiveEntry(BufferBlock block)
    {
        int index = TakeFree();
        ref Entry entry = ref Find(index);
        entry.Block = block;
        block.Word = entry.State | (uint)index;
    }

    /// <summary>A block that is in no table needs its entry no more.</summary>
    /// <param name="word">The block's.</param>
    internal void FreeEntry(long word)
    {
        Find(word).Block = null;
        int earlier = Interlocked.Exchange(ref _spare, (int)(word & IndexMask) + 1);
        if (earlier != 0)
            AddFree(earlier);
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

    /// <summary>Makes one entry more. There are never more than buffers that were charged at one time, slots of channels that were here once and may come
    /// back, entries that are used up, and one for each thread that is giving one back.</summary>
    private int Grow()
    {
        lock (_growth)
        {
            int index = _created;
            if (index == MaxEntries)
                throw new ExchangeHeapException($"{Owner} has had {MaxEntries} entries for buffers and can get no more.");
            int number = index / ChunkEntries;
            if (number == _chunks.Length)
            {
                var chunks = new Entry[]?[Math.Max(1, 2 * number)];
                _chunks.CopyTo(chunks, 0);
                Volatile.Write(ref _chunks, chunks);
            }
            if (_chunks[number] is null)
            {
                var made = new Entry[ChunkEntries];
                for (int i = 0; i < made.Length; i++)
                    made[i].State = OneGeneration;
                Volatile.Write(ref _chunks[number], made);
                if (index == 0)
                    Volatile.Write(ref _firstChunk, made);
            }
            _created++;
            return index;
        }
    }

    private struct Entry
    {
        /// <summary>What a word that names no entry finds.</summary>
        internal static readonly Entry[] Nothing = new Entry[1];

        internal long State;
        internal BufferBlock? Block;
        internal int NextFree;
    }
}
