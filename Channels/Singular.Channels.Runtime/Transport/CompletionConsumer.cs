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

    /// <summary>True when no thread reads the ring and none will.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Enters a call into the table and sees to it that somebody takes its completion. By one thread at a time.</summary>
    /// <returns>Null: see <see cref="Refusal"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PendingCall<T>? TryBegin<T>(WireDecoder<T> decoder)
    {
        PendingCall<T>? call = _calls.TryBegin(decoder);
        if (_thread is null)
            Start();
        return call;
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
            taken = TakeUpTo(bell, taken);
        }
        // A server that has closed its end completes nothing any more.
        channel.Close();
        lock (_gate)
            HasEnded = true;
        channel.ReleaseIfIdle();
    }

    /// <summary>Takes what is in the ring, or a part of it where something is out of the ordinary.</summary>
    /// <param name="bell">Completions written.</param>
    /// <param name="taken">Completions taken.</param>
    /// <returns>Completions taken now.</returns>
    private uint TakeUpTo(uint bell, uint taken)
    {
        // The one whose value is being read; once it has that it may be in use for another call.
        PendingCall? call = null;
        try
        {
            while (taken != bell)
            {
                (ulong ticket, ulong word) = region.ReadCompletion(taken);
                uint length = (uint)(word >> 32);
                if (length > ChannelLayout.CompletionSlotBytes - ChannelLayout.CompletionHeaderBytes)
                {
                    BreakForLength(length);
                    break;
                }
                region.CopyTo(ChannelLayout.CompletionSlot(taken) + ChannelLayout.CompletionHeaderBytes, _value, (int)length);
                region.Write(ChannelLayout.CompletionsTaken, ++taken);
                call = _calls.Remove(ticket);
                if (call is null)
                {
                    // Of a channel that was closed meanwhile all calls have ended.
                    if (!_calls.IsClosed)
                        channel.Break(DomainFaultCodes.MalformedMessage, "completion: a ticket that no call has");
                    break;
                }
                WireReader value = _value.Read((int)length);
                if ((AnswerStatus)(uint)word == AnswerStatus.Ok)
                {
                    call.Complete(ref value, channel);
                    continue;
                }
                PendingCall other = call;
                call = null;
                FinishOther(other, (AnswerStatus)(uint)word, ref value);
            }
        }
        catch (ChannelException refused)
        {
            // A buffer in the value found no room.
            call?.Fail(refused);
        }
        catch (MalformedMessageException e)
        {
            call?.Fail(new ChannelFaultException(channel.ServerName, DomainFaultCodes.MalformedMessage));
            channel.Break(DomainFaultCodes.MalformedMessage, $"completion: {e.Message}");
        }
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishOther(PendingCall call, AnswerStatus status, ref WireReader value)
    {
        if (status == AnswerStatus.Fetch)
            Fetch(call);
        else
            Finish(call, status, ref value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BreakForLength(uint length) => channel.Break(DomainFaultCodes.MalformedMessage, $"completion: {length} bytes in a slot");

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
