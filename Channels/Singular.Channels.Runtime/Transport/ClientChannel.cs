using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The near end of a channel to another process.</summary>
/// <remarks>Requests go through a ring of slots in the order in which they are made. A synchronous one waits for its answer; of
/// asynchronous ones many are under way, and they are completed through a ring of their own. Nothing that
/// the server writes is trusted, as in <see cref="ServerLoop"/>. Waiting ends when the server's process is given up
/// (<see cref="IChannelPeer.IsAlive"/>), when the channel is closed, and at the time limit of the member.</remarks>
public sealed partial class ClientChannel : IDisposable
{
    /// <summary>How long a wait lasts before it looks whether there is still something to wait for.</summary>
    private const long SliceNanoseconds = 100_000_000;

    /// <summary>How long a wait for a free slot lasts before it looks again: the server wakes this side when it sees that every
    /// slot was taken, but it may have looked too early.</summary>
    private const long SlotNanoseconds = 2_000_000;

    private static readonly MemberShape s_fetch = new("a completion", 1, false, TimeLimitAttribute.Default, []);

    private readonly ChannelRegion _region;
    private readonly IWaker _waker;
    private readonly IChannelPeer _server;
    private readonly CompletionConsumer _completions;
    private readonly MessageBuffer _request = new(ChannelLayout.AreaBytes);
    private readonly MessageBuffer _answer = new(ChannelLayout.AreaBytes);
    private readonly object _gate = new();
    private int _busy;
    private int _waiting;

    /// <summary>Number of the newest request.</summary>
    private uint _sequence;

    /// <summary>Every request up to this one has left its slot.</summary>
    private uint _taken;

    /// <summary>Ticket of an asynchronous call that has begun and whose request was not sent yet; else 0.</summary>
    private ulong _unsent;

    /// <summary>What the answer bell said last.</summary>
    private uint _answered;
    private volatile bool _closed;

    /// <param name="region">The shared region; a use of it is held until the channel has been closed and is idle.</param>
    /// <param name="waker">How to sleep and wake.</param>
    /// <param name="server">The process at the other end.</param>
    public ClientChannel(ChannelRegion region, IWaker waker, IChannelPeer server)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentNullException.ThrowIfNull(waker);
        ArgumentNullException.ThrowIfNull(server);
        _region = region;
        _waker = waker;
        _server = server;
        Buffers = BufferPort.OfClient(server.Domain, region);
        _completions = new CompletionConsumer(this, server.Domain, region, waker);
        region.Acquire();
    }

    /// <summary>True until the channel was closed or broke.</summary>
    public bool IsOpen => !_closed && _server.IsAlive;

    /// <summary>Sends buffers of the domain that stands for the server, and receives them into its table.</summary>
    internal BufferPort Buffers { get; }

    internal string ServerName => _server.Name;

    /// <summary>Ends the channel: a call under way and those that wait fail. Returns at once; call it also when the server's
    /// process has died, so that nobody sleeps on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _region.Acquire();
            _closed = true;
            Monitor.PulseAll(_gate);
        }
        _region.Write(ChannelLayout.ClientClosed, 1);
        _waker.Wake(_region.AddressOf(ChannelLayout.RequestBell));
        _waker.Wake(_region.AddressOf(ChannelLayout.AnswerBell));
        _completions.Close();
        Buffers.Close();
        _region.Release();
        ReleaseIfIdle();
    }

    public void Dispose() => Close();

    /// <summary>Lets a domain of this program make its longer buffers where this channel can send them without a copy.</summary>
    public void LendBuffersTo(Domain domain) => Buffers.LendTo(domain);

    /// <summary>Takes a buffer out of an answer; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Owned<T> ReadBuffer<T>(ref WireReader answer)
        where T : unmanaged
    {
        CallContext context = CallContext.Current;
        return new Owned<T>(context.TakesCompletions
            ? Buffers.Receive(ref answer, BufferElement<T>.Bytes)
            : Buffers.ReceiveParked(context, ref answer, BufferElement<T>.Bytes));
    }

    /// <summary>Takes the channel for one call, waiting for calls of others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        if (_closed || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            EnterContended();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leave()
    {
        Interlocked.Exchange(ref _busy, 0);
        if (_waiting != 0 || _closed)
            LeaveSlowly();
    }

    /// <summary>Begins to write the arguments of a request; the caller has the channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireWriter StartRequest()
    {
        Buffers.BeginRequest();
        BeginLending();
        return _request.WriteArea();
    }

    /// <summary>Sends a request and waits for the answer. The caller has the channel.</summary>
    /// <param name="head">Number of the object in the upper half, bytes of arguments in the lower.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="ticket">0, or that of a call whose arguments do not fit into a slot.</param>
    /// <param name="caller">Knows the member's name and time limit, asked only when they are needed; null for the channel's own
    /// request.</param>
    /// <param name="status">How the far end says it went.</param>
    /// <returns>Stands at the values.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireReader Exchange(ulong head, uint member, ulong ticket, ClientEndpoint? caller, out AnswerStatus status)
    {
        uint sequence = Put(head, member, ticket, ticket != 0, caller);
        ChannelRegion region = _region;
        _waker.WakeAndWait(
            region.AddressOf(ChannelLayout.RequestBell), region.AddressOf(ChannelLayout.AnswerBell), _answered, SliceNanoseconds);
        uint bell = region.Read(ChannelLayout.AnswerBell);
        if (bell != sequence)
            WaitForAnswer(bell, sequence, ShapeOf(caller, member));
        // Requests are taken in order.
        _taken = sequence;
        _answered = sequence;
        ulong word = region.Read64(ChannelLayout.AnswerWord);
        uint length = (uint)word;
        if (length > ChannelLayout.AreaBytes)
            throw BreakForLength(length, ShapeOf(caller, member));
        region.CopyTo(ChannelLayout.AnswerArea, _answer, (int)length);
        status = (AnswerStatus)(uint)(word >> 32);
        return _answer.Read((int)length);
    }

    /// <summary>Asks for the value of a completion that was too large for its slot. The caller has the channel.</summary>
    internal WireReader Fetch(ulong ticket)
    {
        WireWriter request = StartRequest();
        request.WriteUInt64(ticket);
        WireReader answer = Exchange((uint)request.Length, ChannelLayout.FetchMember, 0, null, out AnswerStatus status);
        if (status != AnswerStatus.Ok)
            ThrowReported(status, ref answer, "a completion");
        return answer;
    }

    /// <summary>Throws what the far end reported instead of values.</summary>
    internal void ThrowReported(AnswerStatus status, ref WireReader answer, string member) =>
        throw Reported(status, ref answer, member);

    /// <summary>Makes the exception for what the far end reported instead of values.</summary>
    /// <exception cref="MalformedMessageException">The report itself is malformed.</exception>
    internal ChannelException Reported(AnswerStatus status, ref WireReader answer, string member)
    {
        switch (status)
        {
            case AnswerStatus.Closed or AnswerStatus.Unread:
                return new ChannelClosedException(_server.Name);
            case AnswerStatus.Fault:
                string code = PeerText.Code(answer.ReadString());
                _server.OnReportedFault(code, member);
                return new ChannelFaultException(_server.Name, code);
            case AnswerStatus.FaultElsewhere:
                return new ChannelFaultException(_server.Name, PeerText.Code(answer.ReadString()));
            case AnswerStatus.Protocol:
                return new ChannelProtocolException(member, PeerText.Reason(answer.ReadString()));
            case AnswerStatus.NotInThisVersion:
                return new NotInThisVersionException(member, PeerText.Minor(answer.ReadUInt32()), PeerText.Minor(answer.ReadUInt32()));
            default:
                return Break(DomainFaultCodes.MalformedMessage, $"status {(uint)status} in the answer to {member}");
        }
    }

    /// <summary>The far end broke the rules: ends the channel.</summary>
    /// <returns>What the caller's boundary is to see.</returns>
    internal ChannelException Break(string code, string detail)
    {
        _server.OnBroken(code, detail);
        Close();
        return new ChannelFaultException(_server.Name, code);
    }

    // What makes texts is not in the methods of a call: they would get larger frames, which are cleared in each.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ChannelException BreakForLength(uint length, MemberShape member) =>
        Break(DomainFaultCodes.MalformedMessage, $"answer of {length} bytes to {member.Name}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MemberShape ShapeOf(ClientEndpoint? caller, uint member) => caller is null ? s_fetch : caller.Shape((int)member);

    /// <summary>Puts a request into the next slot and rings.</summary>
    /// <returns>Its number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Put(ulong head, uint member, ulong ticket, bool isAwaited, ClientEndpoint? caller)
    {
        uint sequence = _sequence + 1;
        if (sequence - _taken > ChannelLayout.RequestSlotCount)
            WaitForSlot(sequence, ShapeOf(caller, member));
        _sequence = sequence;
        ChannelRegion region = _region;
        region.WriteRequest(sequence, head, (isAwaited ? member | RequestHead.Awaited : member) | Origin(), ticket);
        int length = (int)(uint)head;
        if (length != 0)
            PutArguments(region, sequence, length);
        region.Write(ChannelLayout.RequestBell, sequence);
        return sequence;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutArguments(ChannelRegion region, uint sequence, int length)
    {
        if ((uint)length <= ChannelRegion.OneStep)
            region.WriteShortArguments(sequence, _request, length);
        else
            PutLongArguments(sequence, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutLongArguments(uint sequence, int length) =>
        _region.CopyFrom(ChannelLayout.RequestArguments(sequence, (uint)length), _request, length);

    /// <summary>Reads how far the server is. A number that cannot be is passed over: it does not say that a slot is free.</summary>
    /// <returns>What the word says.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint NoteTaken()
    {
        uint word = _region.Read(ChannelLayout.RequestsTaken);
        if (word - _taken <= _sequence - _taken)
            _taken = word;
        return word;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForSlot(uint sequence, MemberShape member)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            uint word = NoteTaken();
            if (sequence - _taken <= ChannelLayout.RequestSlotCount)
                return;
            long left = CheckWait(member, start);
            _waker.WakeAndWait(
                _region.AddressOf(ChannelLayout.RequestBell), _region.AddressOf(ChannelLayout.RequestsTaken), word, Math.Min(Wait(left), SlotNanoseconds));
        }
    }

    /// <summary>There must still be something to wait for.</summary>
    /// <returns>Milliseconds until the time limit.</returns>
    private long CheckWait(MemberShape member, long start)
    {
        if (!IsOpen)
            throw new ChannelFaultException(_server.Name, DomainFaultCodes.PeerGone);
        if (_region.Read(ChannelLayout.ServerClosed) != 0)
            throw Break(DomainFaultCodes.PeerGone, $"the other side closed the channel during {member.Name}");
        long left = member.LimitMilliseconds - (Environment.TickCount64 - start);
        if (left <= 0 && _server.IsHeldToTimeLimits)
            throw Break(DomainFaultCodes.TimeLimit, $"{member.Name} did not answer within {member.LimitMilliseconds} ms");
        return left;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForAnswer(uint bell, uint sequence, MemberShape member)
    {
        long start = Environment.TickCount64;
        while (bell != sequence)
        {
            if (bell != _answered)
                throw Break(DomainFaultCodes.MalformedMessage, $"answer bell {bell} during request {sequence}");
            long left = CheckWait(member, start);
            _waker.Wait(_region.AddressOf(ChannelLayout.AnswerBell), bell, Wait(left));
            bell = _region.Read(ChannelLayout.AnswerBell);
        }
    }

    /// <summary>Nanoseconds to sleep when so many milliseconds are left.</summary>
    private long Wait(long left) =>
        _server.IsHeldToTimeLimits ? Math.Min(left * 1_000_000, SliceNanoseconds) : SliceNanoseconds;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterContended()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _waiting);
            while (!_closed && Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _waiting);
            if (_closed)
                throw new ChannelClosedException(_server.Name);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveSlowly()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
        if (_closed)
            ReleaseIfIdle();
    }

    /// <summary>Gives the region back once; whoever holds the channel then keeps it for ever, so nobody touches the region
    /// again.</summary>
    internal void ReleaseIfIdle()
    {
        lock (_gate)
        {
            if (_closed && _completions.HasEnded && Interlocked.CompareExchange(ref _busy, 2, 0) == 0)
                _region.Release();
        }
    }
}
