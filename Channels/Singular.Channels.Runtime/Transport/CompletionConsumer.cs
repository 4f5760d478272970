using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The client's end of the completion ring: a thread, made with the first asynchronous call, that takes completions out
/// of the ring.</summary>
/// <param name="channel">The near end.</param>
/// <param name="server">The domain that stands for the far end; with it every call ends.</param>
/// <param name="region">The shared memory.</param>
/// <param name="waker">How to sleep and wake.</param>
internal sealed class CompletionConsumer(ClientChannel channel, Domain server, ChannelRegion region, IWaker waker)
{
    private const long SliceNanoseconds = 100_000_000;

    private readonly object _gate = new();
    private readonly PendingTable _calls = new();
    private readonly MessageBuffer _value = new(ChannelLayout.CompletionSlotBytes);
    private Thread? _thread;
    private ServerDeath? _death;
    private bool _closed;

    // Of the thread: completions taken, and the ticket of the call whose value is being read, or was last; 0 where that call sees to its end itself.
    private uint _taken;
    private ulong _reading;

    /// <summary>True when no thread reads the ring and none will.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Enters a call into the table and sees to it that somebody takes its completion. By one thread at a time.</summary>
    /// <inheritdoc cref="PendingTable.TryBegin{T, TDecoder}(Boundary?, Domain?, int, object?)" path="/param"/>
    /// <returns>Null: see <see cref="Refusal"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T, TDecoder>? TryBegin<T, TDecoder>(Boundary? boundary, Domain? server, int member, object? filter)
        where TDecoder : struct, IWireDecoder<T>
    {
        if (_thread is null)
            Start();
        return _calls.TryBegin<T, TDecoder>(boundary, server, member, filter);
    }

    /// <summary>Why no call can begin: the channel is closed, or too many calls are under way.</summary>
    internal ChannelException Refusal() => _calls.IsClosed
        ? new ChannelClosedException(channel.ServerName)
        : new ChannelProtocolException(channel.ServerName, $"more than {ChannelLayout.CompletionSlotCount} calls under way");

    /// <summary>The request of a call that has begun was not sent.</summary>
    internal void Withdraw(ulong ticket) => _calls.Remove(ticket)?.Withdraw();

    /// <summary>Fails every call under way and ends the thread.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            HasEnded = _thread is null;
            waker.Wake(region.AddressOf(ChannelLayout.CompletionBell));
        }
        if (_death is { } death)
            server.RemovePending(death);
        FailAll(new ChannelFaultException(channel.ServerName, DomainFaultCodes.PeerGone));
    }

    /// <summary>Fails every call under way; none comes in any more.</summary>
    private void FailAll(ChannelException failure)
    {
        foreach (PendingCall call in _calls.Close())
            call.Fail(failure);
    }

    private void Start()
    {
        lock (_gate)
        {
            if (_thread is not null || _closed)
                return;
            _death = new ServerDeath(this);
            _thread = new Thread(Run) { IsBackground = true, Name = $"completions of {channel.ServerName}" };
            _thread.Start();
        }
        server.AddPending(_death);
    }

    private void Run()
    {
        CallContext.Current.TakesCompletions = true;
        while (channel.IsOpen && region.Read(ChannelLayout.ServerClosed) == 0)
        {
            uint bell = region.Read(ChannelLayout.CompletionBell);
            if (bell == _taken)
            {
                waker.Wait(region.AddressOf(ChannelLayout.CompletionBell), bell, SliceNanoseconds);
                continue;
            }
            if (bell - _taken > ChannelLayout.CompletionSlotCount)
            {
                channel.Break(DomainFaultCodes.MalformedMessage, $"completion bell {bell} after {_taken} taken");
                break;
            }
            TakeUpTo(bell);
        }
        // A server that has closed its end completes nothing any more.
        channel.Close();
        lock (_gate)
            HasEnded = true;
        channel.ReleaseIfIdle();
    }

    /// <summary>Takes what is in the ring, or a part of it where something is out of the ordinary.</summary>
    /// <param name="bell">Completions written.</param>
    private void TakeUpTo(uint bell)
    {
        try
        {
            TakeEach(bell);
        }
        catch (ChannelException refused)
        {
            // A buffer in the value found no room.
            FailReading(refused);
        }
        catch (MalformedMessageException e)
        {
            FailReading(new ChannelFaultException(channel.ServerName, DomainFaultCodes.MalformedMessage));
            channel.Break(DomainFaultCodes.MalformedMessage, $"completion: {e.Message}");
        }
    }

    private void FailReading(ChannelException failure)
    {
        if (_reading != 0)
            _calls.Taken(_reading)?.Fail(failure);
    }

    // A method of its own, because one with a handler keeps its variables in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeEach(uint bell)
    {
        uint taken = _taken;
        do
        {
            (ulong ticket, ulong word) = region.TakeCompletion(taken, _value);
            uint length = (uint)(word >> 32);
            if (length > ChannelRegion.OneStep && !TryCopyRest(taken, length))
                return;
            _taken = ++taken;
            region.Write(ChannelLayout.CompletionsTaken, taken);
            PendingCall? call = _calls.Remove(ticket);
            if (call is null)
            {
                BreakForTicket();
                return;
            }
            if ((AnswerStatus)(uint)word == AnswerStatus.Ok)
            {
                _reading = ticket;
                call.CompleteWith(_value, (int)length, channel);
            }
            else
            {
                _reading = 0;
                FinishOther(call, (AnswerStatus)(uint)word, (int)length);
            }
        }
        while (taken != bell);
    }

    /// <returns>False when the value does not fit into a slot.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryCopyRest(uint taken, uint length)
    {
        if (length > ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes)
        {
            channel.Break(DomainFaultCodes.MalformedMessage, $"completion: {length} bytes in a slot");
            return false;
        }
        region.CopyTo(ChannelLayout.CompletionSlot(taken) + ChannelLayout.CompletionHeaderBytes, _value, (int)length);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BreakForTicket()
    {
        // Of a channel that was closed meanwhile all calls have ended.
        if (!_calls.IsClosed)
            channel.Break(DomainFaultCodes.MalformedMessage, "completion: a ticket that no call has");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishOther(PendingCall call, AnswerStatus status, int length)
    {
        WireReader value = _value.ReadChecked(length);
        if (status == AnswerStatus.Fetch)
            Fetch(call);
        else
            Finish(call, status, ref value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fetch(PendingCall call)
    {
        // The call is in no table any more: whatever comes of this has to end it, once.
        bool isRead = false;
        try
        {
            channel.Enter();
            try
            {
                WireReader answer = channel.Fetch(call.Ticket);
                var status = (AnswerStatus)answer.ReadUInt32();
                isRead = true;
                Finish(call, status, ref answer);
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
        catch (MalformedMessageException) when (!isRead)
        {
            call.Fail(new ChannelFaultException(channel.ServerName, DomainFaultCodes.MalformedMessage));
            throw;
        }
    }

    private void Finish(PendingCall call, AnswerStatus status, ref WireReader value)
    {
        try
        {
            if (status == AnswerStatus.Ok)
                call.Complete(ref value, channel);
            else
                call.Fail(channel.Reported(status, ref value, "a call under way"));
        }
        catch (ChannelException refused)
        {
            // A buffer in the value found no room.
            call.Fail(refused);
        }
        catch (MalformedMessageException)
        {
            call.Fail(new ChannelFaultException(channel.ServerName, DomainFaultCodes.MalformedMessage));
            throw;
        }
    }

    /// <summary>One for all calls under way: to enter each with the server's domain would cost more than the rest of the call.</summary>
    private sealed class ServerDeath(CompletionConsumer consumer) : PendingWork
    {
        internal override void Abort() => consumer.FailAll(consumer.DeathOfServer());
    }

    private ChannelException DeathOfServer() => server.DeathOfCall();
}
