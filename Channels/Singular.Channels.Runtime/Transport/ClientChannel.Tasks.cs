using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Asynchronous requests.</content>
public sealed partial class ClientChannel
{
    /// <summary>Begins an asynchronous call; what follows is its request. The caller has the channel.</summary>
    /// <exception cref="ChannelException">The channel is closed, or too many calls are under way. The caller has not the channel any more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T, TDecoder> Begin<T, TDecoder>()
        where TDecoder : struct, IWireDecoder<T>
    {
        if (_completions.TryBegin<T, TDecoder>(null, null, 0, null) is not { } call)
            throw Refuse();
        _unsent = call.Ticket;
        return call;
    }

    /// <summary>Takes the channel and begins an asynchronous call of a boundary. Like everything up to <see cref="TrySend"/> it throws nothing, so that its
    /// caller needs no handler, whose method would keep its variables in memory.</summary>
    /// <inheritdoc cref="PendingCall.AttachFirst" path="/param"/>
    /// <returns>Null when there is no call: <see cref="CallContext.Refusal"/> says why, and the caller has not the channel.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T, TDecoder>? TryBegin<T, TDecoder>(Boundary boundary, Domain server, int member, object? filter)
        where TDecoder : struct, IWireDecoder<T>
    {
        if ((_closed || Interlocked.CompareExchange(ref _busy, 1, 0) != 0) && !TryEnterContended())
            return null;
        PendingCall<T, TDecoder>? call = _completions.TryBegin<T, TDecoder>(boundary, server, member, filter);
        if (call is null)
            NoteRefusal();
        return call;
    }

    /// <summary>Begins to write arguments that fit into a slot and among which are no buffers and no endpoints; the caller has the channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireWriter StartSmallRequest() => _request.WriteArea();

    /// <summary>A call that had begun goes no further: its request was not sent, or its answer was wrong.</summary>
    internal void Withdraw()
    {
        ulong ticket = _unsent;
        _unsent = 0;
        if (ticket != 0)
            _completions.Withdraw(ticket);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ChannelException Refuse()
    {
        Leave();
        return _completions.Refusal();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteRefusal() => CallContext.Current.Refusal = Refuse();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEnterContended()
    {
        try
        {
            EnterContended();
            return true;
        }
        catch (ChannelClosedException closed)
        {
            CallContext.Current.Refusal = closed;
            return false;
        }
    }

    /// <summary>Sends a request whose completion will come through the ring, and goes on. The caller has the channel.</summary>
    /// <inheritdoc cref="Exchange" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Send(ulong head, uint member, ulong ticket, ClientEndpoint caller)
    {
        if ((uint)head > ChannelLayout.RequestSlotArguments || Buffers.HasSlotsUnderWay || HasLent)
        {
            SendAndWait(head, member, ticket, caller);
            return;
        }
        uint sequence = Put(head, member, ticket, false, caller);
        _unsent = 0;
        // The server stores what it has taken before it looks whether there is more, and sleeps only if there is none. So
        // either it sees this request or this side sees that it has taken all others; the barrier keeps the order here.
        Interlocked.MemoryBarrier();
        NoteTaken();
        if (_taken == sequence - 1)
            _waker.Wake(_region.AddressOf(ChannelLayout.RequestBell));
    }

    /// <summary>The area must be free for the next request, and buffers and endpoints that were not read are here again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendAndWait(ulong head, uint member, ulong ticket, ClientEndpoint caller)
    {
        Exchange(head, member, ticket, caller, out AnswerStatus status);
        TakeBackUnread(ref status);
        if (status is not (AnswerStatus.Unread or AnswerStatus.Pending))
            throw Break(DomainFaultCodes.MalformedMessage, $"status {(uint)status} in the answer to {caller.Shape((int)member).Name}");
        _unsent = 0;
    }

    /// <summary>Sends the request of a call that <see cref="TryBegin"/> has begun and gives the channel back.</summary>
    /// <param name="head">Number of the object in the upper half, bytes of arguments in the lower; they fit into a slot.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="ticket">The call's.</param>
    /// <param name="caller">Knows the member's name and time limit.</param>
    /// <returns>False when it was not sent: as for <see cref="TryBegin"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySend(ulong head, uint member, ulong ticket, ClientEndpoint caller)
    {
        uint sequence = _sequence + 1;
        if (sequence - _taken > ChannelLayout.RequestSlotCount && !TryFindSlot(sequence, member, ticket, caller))
            return false;
        _sequence = sequence;
        ChannelRegion region = _region;
        region.WriteRequest(sequence, head, member | Origin(), ticket);
        if ((uint)head != 0)
            PutArguments(region, sequence, (int)(uint)head);
        WakeServer(region, sequence);
        Leave();
        return true;
    }

    /// <summary>Rings for a request and wakes the server, if it had taken all others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WakeServer(ChannelRegion region, uint sequence)
    {
        // The server stores what it has taken before it looks whether there is more, and sleeps only if there is none. So
        // either it sees this request or this side sees that it has taken all others; the full fence keeps the order here.
        region.WriteFenced(ChannelLayout.RequestBell, sequence);
        // A synchronous request was taken without a word there: its answer said so.
        if (region.Read(ChannelLayout.RequestsTaken) == sequence - 1 || _taken == sequence - 1)
            _waker.Wake(region.AddressOf(ChannelLayout.RequestBell));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindSlot(uint sequence, uint member, ulong ticket, ClientEndpoint caller)
    {
        // What is known of the server is old: it is asked only here.
        NoteTaken();
        return sequence - _taken <= ChannelLayout.RequestSlotCount || TryWaitForSlot(sequence, member, ticket, caller);
    }

    private bool TryWaitForSlot(uint sequence, uint member, ulong ticket, ClientEndpoint caller)
    {
        try
        {
            WaitForSlot(sequence, caller.Shape((int)member));
            return true;
        }
        catch (ChannelException refused)
        {
            _completions.Withdraw(ticket);
            Leave();
            CallContext.Current.Refusal = refused;
            return false;
        }
    }
}
