namespace Singular.Channels.Runtime;

/// <summary>The server's end of the completion ring.</summary>
internal sealed class CompletionProducer(ChannelRegion region, IWaker waker, Action<string> onBroken)
{
    private const int MaxValueBytes = ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, byte[]> _large = [];
    private uint _produced;

    // Calls counted since the start; changed by the thread that takes requests.
    private uint _begun;

    // Values in _large, to be read without the lock.
    private int _largeCount;
    private bool _closed;

    /// <summary>Counts a call that will be completed. Those and the slots that the client has not emptied never exceed the ring,
    /// so a slot is free when the completion comes.</summary>
    /// <exception cref="MalformedMessageException">The client has more under way than it may.</exception>
    internal void Begin()
    {
        // Every call that has begun has one completion, and those that were taken are no longer under way.
        uint open = _begun - region.Read(ChannelLayout.CompletionsTaken);
        if (open + (ulong)Volatile.Read(ref _largeCount) >= ChannelLayout.CompletionSlotCount)
            throw new MalformedMessageException($"more than {ChannelLayout.CompletionSlotCount} calls under way, or a wrong count of completions taken");
        _begun++;
    }

    /// <summary>Puts the completion of a counted call into the ring and wakes the client's completion thread, if it had taken all
    /// others.</summary>
    /// <param name="ticket">The call's.</param>
    /// <param name="status">How it went.</param>
    /// <param name="value">Holds the value.</param>
    /// <param name="length">Bytes of it.</param>
    internal void Put(ulong ticket, AnswerStatus status, MessageBuffer value, int length)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (_produced - region.Read(ChannelLayout.CompletionsTaken) >= ChannelLayout.CompletionSlotCount)
            {
                onBroken("a wrong count of completions taken");
                return;
            }
            if (length > MaxValueBytes)
            {
                Keep(ticket, status, value.Span(length));
                status = AnswerStatus.Fetch;
                length = 0;
            }
            int slot = ChannelLayout.CompletionSlot(_produced);
            region.Write64(slot, ticket);
            region.Write64(slot + 8, (uint)status | ((ulong)(uint)length << 32));
            if (length != 0)
                region.CopyFrom(slot + ChannelLayout.CompletionHeaderBytes, value, length);
            region.Write(ChannelLayout.CompletionBell, ++_produced);
            // The client stores what it has taken before it looks whether there is more, and sleeps only if there is none.
            Interlocked.MemoryBarrier();
            if (region.Read(ChannelLayout.CompletionsTaken) == _produced - 1)
                waker.Wake(region.AddressOf(ChannelLayout.CompletionBell));
        }
    }

    /// <summary>Gives the client a value that did not fit into its slot: the status that it would have had, then the value.</summary>
    /// <exception cref="MalformedMessageException">There is none for the ticket.</exception>
    internal void Fetch(ulong ticket, ref WireWriter answer)
    {
        lock (_gate)
        {
            if (!_large.Remove(ticket, out byte[]? value))
                throw new MalformedMessageException("a fetch of a completion that is not there");
            Volatile.Write(ref _largeCount, _large.Count);
            value.CopyTo(answer.WriteBlock(value.Length));
        }
    }

    /// <summary>On return no completion is being written and none will be, so the region may go.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _large.Clear();
            Volatile.Write(ref _largeCount, 0);
        }
    }

    private void Keep(ulong ticket, AnswerStatus status, ReadOnlySpan<byte> value)
    {
        byte[] answer = new byte[sizeof(uint) + value.Length];
        new WireWriter(answer, 0).WriteUInt32((uint)status);
        value.CopyTo(answer.AsSpan(sizeof(uint)));
        _large[ticket] = answer;
        Volatile.Write(ref _largeCount, _large.Count);
    }
}
