using System.Numerics;
using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The calls of a channel that wait for a completion, by ticket.</summary>
/// <remarks>
/// Each place has an object of its own, which is used for one call after the other, and the ticket under which it waits: whoever takes that out, by one
/// exchange, is the one that ends the call. A place is free again when the client has taken the value. One whose client never does is given
/// another object when no place is free.
/// </remarks>
internal sealed class PendingTable
{
    /// <summary>Bits of a ticket that are the place; above them is the number of the use, from 1.</summary>
    private const int PlaceBits = 8;

    private readonly Place[] _places = new Place[ChannelLayout.CompletionSlotCount];

    // Bit n: place n is free.
    private ulong _free = ulong.MaxValue;
    private volatile bool _closed;

    internal PendingTable()
    {
        for (int number = 0; number < _places.Length; number++)
            _places[number].Next = (uint)number | (1UL << PlaceBits);
    }

    /// <summary>None comes in any more.</summary>
    internal bool IsClosed => _closed;

    /// <summary>Enters a call before its request is sent, because the completion can be there at once. By one thread at a time.</summary>
    /// <returns>Null when the table is closed or full.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T, TDecoder>? TryBegin<T, TDecoder>()
        where TDecoder : struct, IWireDecoder<T> =>
        TryBegin<T, TDecoder>(null, null, 0, null);

    /// <summary>The same for a call that belongs to a boundary from the start.</summary>
    /// <param name="boundary">Whose it is; null when that is said by <see cref="PendingCall.Attach"/>.</param>
    /// <param name="server">The domain that stands for the far end.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="filter">Checks and rebuilds the value; null where every value passes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T, TDecoder>? TryBegin<T, TDecoder>(Boundary? boundary, Domain? server, int member, object? filter)
        where TDecoder : struct, IWireDecoder<T>
    {
        ulong free = Volatile.Read(ref _free);
        if (free == 0 && (free = FreeAbandoned()) == 0)
            return null;
        int number = BitOperations.TrailingZeroCount(free);
        Interlocked.And(ref _free, ~(1UL << number));
        ref Place place = ref _places[number];
        if (place.Call is not PendingCall<T, TDecoder> call || !call.TryBegin())
            call = Make<T, TDecoder>(number);
        ulong ticket = place.Next;
        place.Next = ticket + (1UL << PlaceBits);
        call.Ticket = ticket;
        if (boundary is null)
            call.BeginUnattached();
        else
            call.AttachFirst(boundary, server!, member, filter);
        // A full fence: whoever closes the table sees the call, or is seen here.
        Interlocked.Exchange(ref place.Ticket, ticket);
        return !_closed || Interlocked.CompareExchange(ref place.Ticket, 0, ticket) != ticket ? call : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PendingCall<T, TDecoder> Make<T, TDecoder>(int place)
        where TDecoder : struct, IWireDecoder<T>
    {
        var call = new PendingCall<T, TDecoder>(this, place);
        _places[place].Call = call;
        return call;
    }

    /// <summary>Takes a call out; null when no call has the ticket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall? Remove(ulong ticket)
    {
        ref Place place = ref PlaceOf(ticket);
        // 0 is what stands in a place where nothing waits.
        return ticket != 0 && Interlocked.CompareExchange(ref place.Ticket, 0, ticket) == ticket ? place.Call : null;
    }

    /// <summary>The object that was taken out under a ticket, until the client takes its value.</summary>
    internal PendingCall? Taken(ulong ticket) => PlaceOf(ticket).Call;

    // A ticket of no place is one of another one, where it does not wait.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Place PlaceOf(ulong ticket) => ref _places[(int)(ticket % ChannelLayout.CompletionSlotCount)];

    /// <summary>The call in a place is over, and its object can be used again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Free(int place) => Interlocked.Or(ref _free, 1UL << place);

    /// <summary>The call in a place is over, and its object is not used again. Nothing if it has lost its place already.</summary>
    internal void Free(int place, PendingCall call)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _places[place].Call, null, call), call))
            Free(place);
    }

    /// <summary>Takes all calls out; none comes in any more.</summary>
    internal List<PendingCall> Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        List<PendingCall> left = [];
        foreach (ref Place place in _places.AsSpan())
        {
            if (Interlocked.Exchange(ref place.Ticket, 0) != 0)
                left.Add(place.Call!);
        }
        return left;
    }

    /// <summary>Gives places whose clients have not taken the values away from them.</summary>
    /// <returns>The free places.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong FreeAbandoned()
    {
        for (int number = 0; number < _places.Length; number++)
        {
            ref Place place = ref _places[number];
            if (Volatile.Read(ref place.Ticket) != 0 || place.Call is not { } call || !call.TryAbandon())
                continue;
            place.Call = null;
            Free(number);
        }
        return Volatile.Read(ref _free);
    }

    private struct Place
    {
        /// <summary>Changed by the thread that enters calls, while none waits here.</summary>
        internal PendingCall? Call;

        /// <summary>That of the call that waits here; else 0.</summary>
        internal ulong Ticket;

        /// <summary>Ticket of its next use; changed by the thread that enters calls.</summary>
        internal ulong Next;
    }
}
