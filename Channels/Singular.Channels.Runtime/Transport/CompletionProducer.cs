namespace Singular.Channels.Runtime;

/// <summary>The server's end of the completion ring.</summary>
internal sealed class CompletionProducer(ChannelRegion region, IWaker waker, Action<string> onBroken)
{
    private readonly object _gate = new();
    private readonly byte[] _slot = new byte[ChannelLayout.CompletionSlotBytes];
    private readonly Dictionary<ulong, byte[]> _large = [];
    private uint _produced;
    private int _pending;
    private bool _closed;

    /// <summary>Counts a call that will be completed later. Those and the slots that the client has not emptied never exceed
    /// the ring, so a slot is free when the completion comes.</summary>
    /// <exception cref="MalformedMessageException">The client has more under way than it may.</exception>
    internal void Begin()
    {
        lock (_gate)
        {
            uint untaken = _produced - region.Read(ChannelLayout.CompletionsTaken);
            if (untaken + (ulong)_pending + (ulong)_large.Count >= ChannelLayout.CompletionSlotCount)
                throw new MalformedMessageException($"more than {ChannelLayout.CompletionSlotCount} calls under way, or a wrong count of completions taken");
            _pending++;
        }
    }

    /// <summary>Puts a completion into the ring and wakes the client's completion thread.</summary>
    internal void Put(ulong ticket, AnswerStatus status, ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            _pending--;
            if (_closed)
                return;
            if (_produced - region.Read(ChannelLayout.CompletionsTaken) >= ChannelLayout.CompletionSlotCount)
            {
                onBroken("a wrong count of completions taken");
                return;
            }
            if (value.Length > ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes)
            {
                byte[] answer = new byte[sizeof(uint) + value.Length];
                new WireWriter(answer, 0).WriteUInt32((uint)status);
                value.CopyTo(answer.AsSpan(sizeof(uint)));
                _large[ticket] = answer;
                status = AnswerStatus.Fetch;
                value = default;
            }
            var writer = new WireWriter(_slot, 0);
            writer.WriteUInt64(ticket);
            writer.WriteUInt32((uint)status);
            writer.WriteUInt32((uint)value.Length);
            value.CopyTo(_slot.AsSpan(ChannelLayout.CompletionHeaderBytes));
            int index = (int)(_produced % ChannelLayout.CompletionSlotCount);
            region.CopyFrom(
                ChannelLayout.CompletionSlots + index * ChannelLayout.CompletionSlotBytes, _slot,
                ChannelLayout.CompletionHeaderBytes + value.Length);
            _produced++;
            region.Write(ChannelLayout.CompletionBell, _produced);
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
            foreach (byte b in value)
                answer.WriteByte(b);
        }
    }

    /// <summary>On return no completion is being written and none will be, so the region may go.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _large.Clear();
        }
    }

}
