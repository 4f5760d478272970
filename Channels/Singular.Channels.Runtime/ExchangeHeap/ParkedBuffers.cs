using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Buffers between a boundary and the stub of a channel beside it, on the thread that carries the call: out of one table and not in
/// another yet, so that neither has to make an entry for a buffer that goes on at once.</summary>
/// <remarks>Only code of this library and generated code runs on the thread while something is parked. Whenever a driver's code runs on it
/// there is nothing, so a word of a place that a driver makes up holds nothing.</remarks>
internal struct ParkedBuffers
{
    /// <summary>Places beside the first: as many as a call may have buffers, for none of them may be a slot.</summary>
    private const int Count = 4;

    /// <summary>Of <see cref="_slot"/> when no slot is parked.</summary>
    private const int None = -1;

    // The word of a place has an index that no entry of a table has, BufferTable.MaxEntries being far below it.
    internal const long FirstWord = BufferTable.IndexMask - Count;

    // The first place is the one that most calls use, for a slot: its number, and its arena, which is mostly that of the thread's calls before, so that no
    // reference has to be written.
    private BufferArena? _arena;
    private int _slot;

    private bool _hasMore;
    private BufferBlock?[]? _places;

    public ParkedBuffers() => _slot = None;

    /// <summary>True for the word of a place, false for that of an entry of a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlace(long word) => (word & BufferTable.IndexMask) >= FirstWord;

    /// <summary>Puts a buffer into a free place.</summary>
    /// <returns>The word of the place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Park(BufferBlock buffer) => TryPark(buffer) ? FirstWord : ParkElsewhere(buffer);

    /// <summary>The plain case of <see cref="Park"/>: the first buffer of a call, and in the same arena as that of the thread's call before. Its word is
    /// <see cref="FirstWord"/>.</summary>
    /// <returns>False where it is another; nothing has been done then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPark(BufferBlock buffer)
    {
        if (_slot >= 0 || !ReferenceEquals(buffer.Home, _arena))
            return false;
        _slot = buffer.Place;
        return true;
    }

    /// <summary>Takes a slot of an arena out of the first place.</summary>
    /// <returns>Null when there is none of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock? TryTakeSlot(BufferArena? arena)
    {
        int slot = _slot;
        if (slot < 0 || !ReferenceEquals(_arena, arena))
            return null;
        _slot = None;
        return arena![slot];
    }

    /// <summary>Takes a buffer out.</summary>
    /// <returns>Null when the word names no place or nothing is in it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock? Take(long word)
    {
        int slot = _slot;
        if (word != FirstWord || slot < 0)
            return TakeMore(word);
        _slot = None;
        return _arena![slot];
    }

    /// <summary>Releases what was not taken, because the call broke off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release()
    {
        if (_slot >= 0 || _hasMore)
            ReleaseAll();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ParkElsewhere(BufferBlock buffer)
    {
        if (_slot < 0 && buffer.Home is BufferArena arena)
        {
            _arena = arena;
            _slot = buffer.Place;
            return FirstWord;
        }
        _places ??= new BufferBlock?[Count];
        for (int place = 0; place < Count; place++)
        {
            if (_places[place] is not null)
                continue;
            _places[place] = buffer;
            _hasMore = true;
            return FirstWord + 1 + place;
        }
        throw new InvalidOperationException($"A call carries more than {Count} buffers.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock? TakeMore(long word)
    {
        long place = word - FirstWord - 1;
        if ((ulong)place >= Count || _places is null)
            return null;
        BufferBlock? buffer = _places[place];
        _places[place] = null;
        return buffer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseAll()
    {
        Take(FirstWord)?.Release();
        if (!_hasMore)
            return;
        _hasMore = false;
        for (int place = 0; place < Count; place++)
        {
            _places![place]?.Release();
            _places[place] = null;
        }
    }
}
