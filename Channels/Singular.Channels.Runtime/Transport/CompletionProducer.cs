using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The server's end of the completion ring.</summary>
internal sealed class CompletionProducer(ChannelRegion region, IWaker waker, Action<string> onBroken)
{
    private const int MaxValueBytes = ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes;

    private readonly ShortLock _gate = new();
    private readonly Dictionary<ulong, byte[]> _large = [];
    private uint _produced;

    // What the client said of them last.
    private uint _takenByClient;

    // Calls counted since the start; changed by the thread that takes requests.
    private uint _begun;

    // Values in _large, to be read without the lock.
    private int _largeCount;
    private bool _closed;

    /// <summary>Counts a call that will be completed. Those and the slots that the client has not emptied never exceed the ring,
    /// so a slot is free when the completion comes.</summary>
    /// <returns>False when the client has more under way than it may, or tells a wrong count.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryBegin()
    {
        // Every call that has begun has one completion, and those that were taken are no longer under way.
        uint open = _begun - region.Read(ChannelLayout.CompletionsTaken);
        if (open + (ulong)(uint)Volatile.Read(ref _largeCount) >= ChannelLayout.CompletionSlotCount)
            return false;
        _begun++;
        return true;
    }

    /// <summary>Puts the completion of a counted call into the ring and wakes the client's completion thread, if it had taken all
    /// others.</summary>
    /// <param name="ticket">The call's.</param>
    /// <param name="status">How it went.</param>
    /// <param name="value">Holds the value.</param>
    /// <param name="length">Bytes of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(ulong ticket, AnswerStatus status, MessageBuffer value, int length)
    {
        _gate.Enter();
        uint produced = _produced;
        if (_closed || (produced - _takenByClient >= ChannelLayout.CompletionSlotCount && !HasRoom()))
        {
            LeaveInVain();
            return;
        }
        if ((uint)length <= ChannelRegion.OneStep)
            region.PutCompletion(produced, ticket, status, value, length);
        else
            PutLonger(produced, ticket, status, value, length);
        _produced = produced + 1;
        // The client stores what it has taken before it looks whether there is more, and sleeps only if there is none.
        region.WriteFenced(ChannelLayout.CompletionBell, produced + 1);
        uint taken = region.Read(ChannelLayout.CompletionsTaken);
        _takenByClient = taken;
        if (taken == produced)
            waker.Wake(region.AddressOf(ChannelLayout.CompletionBell));
        _gate.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveInVain()
    {
        bool isBroken = !_closed;
        _gate.Leave();
        if (isBroken)
            onBroken("a wrong count of completions taken");
    }

    /// <summary>Asks the client again how many it has taken.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoom()
    {
        _takenByClient = region.Read(ChannelLayout.CompletionsTaken);
        return _produced - _takenByClient < ChannelLayout.CompletionSlotCount;
    }

    /// <summary>Gives the client a value that did not fit into its slot: the status that it would have had, then the value.</summary>
    /// <exception cref="MalformedMessageException">There is none for the ticket.</exception>
    internal void Fetch(ulong ticket, ref WireWriter answer)
    {
        _gate.Enter();
        bool isThere = _large.Remove(ticket, out byte[]? value);
        Volatile.Write(ref _largeCount, _large.Count);
        _gate.Leave();
        if (!isThere)
            throw new MalformedMessageException("a fetch of a completion that is not there");
        value.CopyTo(answer.WriteBlock(value!.Length));
    }

    /// <summary>On return no completion is being written and none will be, so the region may go.</summary>
    internal void Close()
    {
        _gate.Enter();
        _closed = true;
        _large.Clear();
        Volatile.Write(ref _largeCount, 0);
        _gate.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutLonger(uint produced, ulong ticket, AnswerStatus status, MessageBuffer value, int length)
    {
        if (length > MaxValueBytes)
        {
            Keep(ticket, status, value, length);
            region.PutCompletion(produced, ticket, AnswerStatus.Fetch, value, 0);
            return;
        }
        region.PutCompletion(produced, ticket, status, value, length);
        region.CopyFrom(ChannelLayout.CompletionSlot(produced) + ChannelLayout.CompletionHeaderBytes, value, length);
    }

    private void Keep(ulong ticket, AnswerStatus status, MessageBuffer value, int length)
    {
        byte[] answer = new byte[sizeof(uint) + length];
        new WireWriter(answer, 0).WriteUInt32((uint)status);
        value.Span(length).CopyTo(answer.AsSpan(sizeof(uint)));
        _large[ticket] = answer;
        Volatile.Write(ref _largeCount, _large.Count);
    }
}
