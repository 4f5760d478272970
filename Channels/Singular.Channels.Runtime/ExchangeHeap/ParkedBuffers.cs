using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Buffers between a boundary and the stub of a channel beside it, on the thread that carries the call: out of one table and not in
/// another yet, so that neither has to make an entry for a buffer that goes on at once.</summary>
/// <remarks>Only code of this library and generated code runs on the thread while something is parked. Whenever a driver's code runs on it
/// there is nothing, so a word of a place that a driver makes up holds nothing.</remarks>
internal sealed class ParkedBuffers
{
    /// <summary>Places: as many as a call may have buffers.</summary>
    private const int Count = 4;

    // The word of a place has an index that no entry of a table has, BufferTable.MaxBuffersEver being far below it.
    private const long FirstWord = BufferTable.IndexMask - Count + 1;

    private readonly BufferBlock?[] _places = new BufferBlock?[Count];

    // The first place is the one that most calls use and is not in the array.
    private BufferBlock? _first;
    private bool _hasMore;

    /// <summary>True for the word of a place, false for that of an entry of a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlace(long word) => (word & BufferTable.IndexMask) >= FirstWord;

    /// <summary>Puts a buffer into a free place.</summary>
    /// <returns>The word of the place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Park(BufferBlock buffer)
    {
        if (_first is not null)
            return ParkMore(buffer);
        _first = buffer;
        return FirstWord;
    }

    /// <summary>Takes a buffer out.</summary>
    /// <returns>Null when the word names no place or nothing is in it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferBlock? Take(long word)
    {
        if (word != FirstWord)
            return TakeMore(word);
        BufferBlock? buffer = _first;
        _first = null;
        return buffer;
    }

    /// <summary>Releases what was not taken, because the call broke off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release()
    {
        if (_first is not null || _hasMore)
            ReleaseAll();
    }

    private long ParkMore(BufferBlock buffer)
    {
        for (int place = 1; place < Count; place++)
        {
            if (_places[place] is not null)
                continue;
            _places[place] = buffer;
            _hasMore = true;
            return FirstWord + place;
        }
        throw new InvalidOperationException($"A call carries more than {Count} buffers.");
    }

    private BufferBlock? TakeMore(long word)
    {
        long place = word - FirstWord;
        if ((ulong)place >= Count)
            return null;
        BufferBlock? buffer = _places[place];
        _places[place] = null;
        return buffer;
    }

    private void ReleaseAll()
    {
        _hasMore = false;
        _places[0] = _first;
        _first = null;
        for (int place = 0; place < Count; place++)
        {
            _places[place]?.Release();
            _places[place] = null;
        }
    }
}
