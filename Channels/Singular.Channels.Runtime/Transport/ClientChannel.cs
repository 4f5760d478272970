using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The near end of a channel to another process.</summary>
/// <remarks>One request is under way at a time; asynchronous ones are answered at once and completed through a ring. Nothing that
/// the server writes is trusted, as in <see cref="ServerLoop"/>. Waiting ends when the server's process is given up
/// (<see cref="IChannelPeer.IsAlive"/>), when the channel is closed, and at the time limit of the member.</remarks>
public sealed class ClientChannel : IDisposable
{
    /// <summary>How long a wait lasts before it looks whether there is still something to wait for.</summary>
    private const long SliceNanoseconds = 100_000_000;

    private static readonly MemberShape s_fetch = new("a completion", 1, false, TimeLimitAttribute.Default, []);

    private readonly ChannelRegion _region;
    private readonly IWaker _waker;
    private readonly IChannelPeer _server;
    private readonly CompletionConsumer _completions;
    private readonly byte[] _request = MessageBuffer.Create();
    private readonly byte[] _answer = MessageBuffer.Create();
    private readonly object _gate = new();
    private int _busy;
    private int _waiting;
    private uint _sequence;
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
        _completions = new CompletionConsumer(this, region, waker);
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
    public Owned<T> ReadBuffer<T>(ref WireReader answer)
        where T : unmanaged =>
        new(Buffers.Receive(ref answer, BufferElement<T>.Bytes));

    /// <summary>Takes the channel for one call, waiting for calls of others.</summary>
    internal void Enter()
    {
        if (_closed || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            EnterContended();
    }

    internal void Leave()
    {
        Interlocked.Exchange(ref _busy, 0);
        if (_waiting != 0 || _closed)
            LeaveSlowly();
    }

    /// <summary>Writes the header of a request; the caller has the channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WireWriter StartRequest(uint objectId, uint member, ulong ticket)
    {
        Buffers.BeginRequest();
        byte[] buffer = _request;
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, objectId | ((ulong)member << 32));
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(8), ticket);
        return new WireWriter(buffer, ChannelLayout.RequestHeaderBytes);
    }

    internal ulong Register(PendingCall call) => _completions.Register(call);

    internal void Unregister(PendingCall call) => _completions.Unregister(call);

    internal void StartCompletions() => _completions.Start();

    /// <summary>Sends the request and waits for the answer. The caller has the channel.</summary>
    /// <returns>Stands behind the status.</returns>
    /// <param name="length">Bytes of the request.</param>
    /// <param name="caller">Knows the member's name and time limit, asked only when they are needed; null for the channel's own
    /// request.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="status">How the far end says it went.</param>
    internal WireReader Exchange(int length, ClientEndpoint? caller, int member, out AnswerStatus status)
    {
        _region.CopyFrom(ChannelLayout.RequestArea, _request, length);
        _region.Write(ChannelLayout.RequestLength, (uint)length);
        uint previous = _sequence;
        uint sequence = _sequence = previous + 1;
        _region.Write(ChannelLayout.RequestBell, sequence);
        _waker.WakeAndWait(
            _region.AddressOf(ChannelLayout.RequestBell), _region.AddressOf(ChannelLayout.AnswerBell), previous, SliceNanoseconds);
        uint bell = _region.Read(ChannelLayout.AnswerBell);
        if (bell != sequence)
            WaitForAnswer(bell, sequence, ShapeOf(caller, member));
        uint answered = _region.Read(ChannelLayout.AnswerLength);
        if (answered is < ChannelLayout.AnswerHeaderBytes or > ChannelLayout.AreaBytes)
            throw Break(DomainFaultCodes.MalformedMessage, $"answer of {answered} bytes to {ShapeOf(caller, member).Name}");
        _region.CopyTo(ChannelLayout.AnswerArea, _answer, (int)answered);
        status = (AnswerStatus)BinaryPrimitives.ReadUInt32LittleEndian(_answer);
        return new WireReader(_answer.AsSpan(0, (int)answered), ChannelLayout.AnswerHeaderBytes);
    }

    /// <summary>Asks for the value of a completion that was too large for its slot. The caller has the channel.</summary>
    internal WireReader Fetch(ulong ticket)
    {
        WireWriter request = StartRequest(0, ChannelLayout.FetchMember, ticket);
        WireReader answer = Exchange(request.Length, null, 0, out AnswerStatus status);
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

    private static MemberShape ShapeOf(ClientEndpoint? caller, int member) => caller is null ? s_fetch : caller.Shape(member);

    private void WaitForAnswer(uint bell, uint sequence, MemberShape member)
    {
        long start = Environment.TickCount64;
        while (bell != sequence)
        {
            if (bell != sequence - 1)
                throw Break(DomainFaultCodes.MalformedMessage, $"answer bell {bell} during request {sequence}");
            if (!IsOpen)
                throw new ChannelFaultException(_server.Name, DomainFaultCodes.PeerGone);
            if (_region.Read(ChannelLayout.ServerClosed) != 0)
                throw Break(DomainFaultCodes.PeerGone, $"the other side closed the channel during {member.Name}");
            long left = member.LimitMilliseconds - (Environment.TickCount64 - start);
            if (left <= 0 && _server.IsHeldToTimeLimits)
                throw Break(DomainFaultCodes.TimeLimit, $"{member.Name} did not answer within {member.LimitMilliseconds} ms");
            _waker.Wait(_region.AddressOf(ChannelLayout.AnswerBell), bell, Wait(left));
            bell = _region.Read(ChannelLayout.AnswerBell);
        }
    }

    /// <summary>Nanoseconds to sleep when so many milliseconds are left.</summary>
    private long Wait(long left) =>
        _server.IsHeldToTimeLimits ? Math.Min(left * 1_000_000, SliceNanoseconds) : SliceNanoseconds;

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
