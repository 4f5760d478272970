namespace Singular.Channels.Runtime;

/// <summary>The calls of a channel that wait for a completion, by ticket.</summary>
internal sealed class PendingTable
{
    private readonly PendingCall?[] _calls = new PendingCall?[ChannelLayout.CompletionSlotCount];
    private readonly byte[] _free = new byte[ChannelLayout.CompletionSlotCount];
    private readonly Lock _gate = new();
    private int _freeCount = ChannelLayout.CompletionSlotCount;
    private ulong _lastUse;
    private bool _closed;

    internal PendingTable()
    {
        for (int i = 0; i < _free.Length; i++)
            _free[i] = (byte)(_free.Length - 1 - i);
    }

    /// <summary>Enters a call before its request is sent, because the completion can be there at once.</summary>
    /// <returns>False when the table is closed or full.</returns>
    internal bool TryAdd(PendingCall call)
    {
        lock (_gate)
        {
            if (_closed || _freeCount == 0)
                return false;
            int index = _free[--_freeCount];
            _calls[index] = call;
            call.Ticket = (uint)index | (++_lastUse << 8);
            return true;
        }
    }

    /// <summary>Takes a call out; null when no call has the ticket.</summary>
    internal PendingCall? Remove(ulong ticket)
    {
        uint index = (uint)(ticket & 0xFF);
        lock (_gate)
        {
            if (index >= (uint)_calls.Length || _calls[index] is not { } call || call.Ticket != ticket)
                return null;
            _calls[index] = null;
            _free[_freeCount++] = (byte)index;
            return call;
        }
    }

    /// <summary>Takes all calls out; none comes in any more.</summary>
    internal List<PendingCall> Close()
    {
        List<PendingCall> left = [];
        lock (_gate)
        {
            _closed = true;
            foreach (ref PendingCall? call in _calls.AsSpan())
            {
                if (call is not null)
                    left.Add(call);
                call = null;
            }
        }
        return left;
    }
}
