using System.Numerics;

namespace Singular.Channels.Runtime;

/// <summary>The calls of a channel that wait for a completion, by ticket.</summary>
/// <remarks>Free places are bits of one word, and a call is in its place or not: whoever takes it out, by one exchange, is the one
/// that ends it.</remarks>
internal sealed class PendingTable
{
    private readonly Place[] _places = new Place[ChannelLayout.CompletionSlotCount];

    // Bit n: place n is free.
    private ulong _free = ulong.MaxValue;
    private volatile bool _closed;

    /// <summary>None comes in any more.</summary>
    internal bool IsClosed => _closed;

    /// <summary>Enters a call before its request is sent, because the completion can be there at once.</summary>
    /// <returns>False when the table is closed or full.</returns>
    internal bool TryAdd(PendingCall call)
    {
        ulong free;
        do
        {
            free = Volatile.Read(ref _free);
            if (free == 0 || _closed)
                return false;
        }
        while (Interlocked.CompareExchange(ref _free, free & (free - 1), free) != free);
        int number = BitOperations.TrailingZeroCount(free);
        ref Place place = ref _places[number];
        call.Ticket = (uint)number | (++place.Uses << 8);
        // A full fence: whoever closes the table sees the call, or is seen here.
        Interlocked.Exchange(ref place.Call, call);
        return !_closed || Interlocked.CompareExchange(ref place.Call, null, call) != call;
    }

    /// <summary>Takes a call out; null when no call has the ticket.</summary>
    internal PendingCall? Remove(ulong ticket)
    {
        uint number = (uint)(ticket & 0xFF);
        if (number >= (uint)_places.Length)
            return null;
        ref Place place = ref _places[number];
        if (Volatile.Read(ref place.Call) is not { } call || call.Ticket != ticket || Interlocked.CompareExchange(ref place.Call, null, call) != call)
            return null;
        Interlocked.Or(ref _free, 1UL << (int)number);
        return call;
    }

    /// <summary>Takes all calls out; none comes in any more.</summary>
    internal List<PendingCall> Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        List<PendingCall> left = [];
        foreach (ref Place place in _places.AsSpan())
        {
            if (Interlocked.Exchange(ref place.Call, null) is { } call)
                left.Add(call);
        }
        return left;
    }

    private struct Place
    {
        internal PendingCall? Call;

        /// <summary>How often it was used; changed by whoever has taken the place.</summary>
        internal ulong Uses;
    }
}
