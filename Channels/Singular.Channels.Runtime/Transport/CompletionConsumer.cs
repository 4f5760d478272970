namespace Singular.Channels.Runtime;

/// <summary>The client's end of the completion ring: a table of calls under way, and a thread, made when the first call goes on,
/// that takes completions out of the ring.</summary>
internal sealed class CompletionConsumer(ClientChannel channel, ChannelRegion region, IWaker waker)
{
    private const long SliceNanoseconds = 100_000_000;

    private readonly object _gate = new();
    private readonly PendingCall?[] _calls = new PendingCall?[ChannelLayout.CompletionSlotCount];
    private readonly byte[] _slot = new byte[ChannelLayout.CompletionSlotBytes];
    private ulong _lastUse;
    private Thread? _thread;
    private bool _closed;

    /// <summary>True when no thread reads the ring and none will.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Enters a call into the table before its request is sent, because the completion can be there before the
    /// answer has been read.</summary>
    /// <returns>The ticket: the place in the table and, above 8 bits, a number that is never used twice.</returns>
    internal ulong Register(PendingCall call)
    {
        lock (_gate)
        {
            if (_closed)
                throw new ChannelClosedException(channel.ServerName);
            for (int i = 0; i < _calls.Length; i++)
            {
                if (_calls[i] is not null)
                    continue;
                _calls[i] = call;
                return call.Ticket = (uint)i | (++_lastUse << 8);
            }
        }
        throw new ChannelProtocolException(channel.ServerName, $"more than {_calls.Length} calls under way");
    }

    internal void Unregister(PendingCall call)
    {
        lock (_gate)
        {
            int index = (int)(call.Ticket & 0xFF);
            if (ReferenceEquals(_calls[index], call))
                _calls[index] = null;
        }
    }

    internal void Start()
    {
        lock (_gate)
        {
            if (_thread is not null || _closed)
                return;
            _thread = new Thread(Run) { IsBackground = true, Name = $"completions of {channel.ServerName}" };
            _thread.Start();
        }
    }

    /// <summary>Fails every call under way and ends the thread.</summary>
    internal void Close()
    {
        List<PendingCall> left = [];
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            HasEnded = _thread is null;
            for (int i = 0; i < _calls.Length; i++)
            {
                if (_calls[i] is { } call)
                    left.Add(call);
                _calls[i] = null;
            }
            waker.Wake(region.AddressOf(ChannelLayout.CompletionBell));
        }
        foreach (PendingCall call in left)
            call.Fail(new ChannelFaultException(channel.ServerName, DomainFaultCodes.PeerGone));
    }

    private void Run()
    {
        uint taken = 0;
        while (channel.IsOpen && region.Read(ChannelLayout.ServerClosed) == 0)
        {
            uint bell = region.Read(ChannelLayout.CompletionBell);
            if (bell == taken)
            {
                waker.Wait(region.AddressOf(ChannelLayout.CompletionBell), bell, SliceNanoseconds);
                continue;
            }
            if (bell - taken > ChannelLayout.CompletionSlotCount)
            {
                channel.Break(DomainFaultCodes.MalformedMessage, $"completion bell {bell} after {taken} taken");
                break;
            }
            int slot = ChannelLayout.CompletionSlots + (int)(taken % ChannelLayout.CompletionSlotCount) * ChannelLayout.CompletionSlotBytes;
            region.CopyTo(slot, _slot, ChannelLayout.CompletionSlotBytes);
            taken++;
            region.Write(ChannelLayout.CompletionsTaken, taken);
            TakeSafely();
        }
        // A server that has closed its end completes nothing any more.
        channel.Close();
        lock (_gate)
            HasEnded = true;
        channel.ReleaseIfIdle();
    }

    private void TakeSafely()
    {
        try
        {
            Take();
        }
        catch (MalformedMessageException e)
        {
            channel.Break(DomainFaultCodes.MalformedMessage, $"completion: {e.Message}");
        }
    }

    private void Take()
    {
        var header = new WireReader(_slot, 0);
        ulong ticket = header.ReadUInt64();
        var status = (AnswerStatus)header.ReadUInt32();
        uint length = header.ReadUInt32();
        if (length > ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes)
            throw new MalformedMessageException($"{length} bytes in a slot");
        PendingCall call = Remove(ticket);
        try
        {
            if (status == AnswerStatus.Fetch)
            {
                Fetch(call);
                return;
            }
            var value = new WireReader(_slot.AsSpan(0, ChannelLayout.CompletionHeaderBytes + (int)length), ChannelLayout.CompletionHeaderBytes);
            Finish(call, status, ref value);
        }
        catch (MalformedMessageException)
        {
            call.Fail(new ChannelFaultException(channel.ServerName, DomainFaultCodes.MalformedMessage));
            throw;
        }
    }

    /// <exception cref="MalformedMessageException">No call that is under way has this ticket.</exception>
    private PendingCall Remove(ulong ticket)
    {
        lock (_gate)
        {
            int index = (int)(ticket & 0xFF);
            if (index >= _calls.Length || _calls[index] is not { } call || call.Ticket != ticket)
                throw new MalformedMessageException("a ticket that no call has");
            _calls[index] = null;
            return call;
        }
    }

    private void Fetch(PendingCall call)
    {
        try
        {
            channel.Enter();
            try
            {
                WireReader answer = channel.Fetch(call.Ticket);
                Finish(call, (AnswerStatus)answer.ReadUInt32(), ref answer);
            }
            finally
            {
                channel.Leave();
            }
        }
        catch (ChannelException e)
        {
            call.Fail(e);
        }
    }

    private void Finish(PendingCall call, AnswerStatus status, ref WireReader value)
    {
        if (status == AnswerStatus.Ok)
            call.Complete(ref value, channel);
        else
            call.Fail(channel.Reported(status, ref value, "a call under way"));
    }
}
