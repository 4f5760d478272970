using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>The far end of a channel: one thread that takes requests out of the region, has them carried out and puts the
/// answers in.</summary>
/// <remarks>
/// Nothing that the client writes is trusted: each word is read once, a request is copied into private memory before it is
/// looked at, and what contradicts the format ends the channel (<see cref="IChannelPeer.OnBroken"/>). When the channel ends, the
/// endpoints that the client held are ended.
/// </remarks>
public sealed partial class ServerLoop
{
    /// <summary>How long the thread sleeps before it looks whether it should stop. <see cref="Close"/> wakes it.</summary>
    private const long SliceNanoseconds = 250_000_000;

    private readonly ChannelRegion _region;
    private readonly IWaker _waker;
    private readonly IChannelPeer _client;
    private readonly ServerEndpoint? _root;
    private readonly ObjectTable _objects;
    private readonly CompletionProducer _completions;
    private readonly BufferPort _buffers;
    private readonly MessageBuffer _request = new(ChannelLayout.AreaBytes);
    private readonly MessageBuffer _answer = new(ChannelLayout.AreaBytes);
    private readonly Lock _endGate = new();
    private readonly Thread _thread;

    /// <summary>Number of the newest request that has left its slot.</summary>
    private uint _taken;

    /// <summary>Of the request that is carried out; its length is at most <see cref="ChannelLayout.AreaBytes"/>.</summary>
    private RequestHead _head;
    private AnswerStatus _status;

    /// <summary>Bytes of its answer so far.</summary>
    private int _answered;

    /// <summary>Of the loop's thread.</summary>
    private CallContext? _context;
    private volatile bool _closed;
    private bool _started;
    private bool _ended;

    /// <param name="region">The shared region; a use of it is held until the loop has ended.</param>
    /// <param name="waker">How to sleep and wake.</param>
    /// <param name="root">What the channel leads to.</param>
    /// <param name="client">The process at the other end.</param>
    public ServerLoop(ChannelRegion region, IWaker waker, ServerEndpoint root, IChannelPeer client)
        : this(root ?? throw new ArgumentNullException(nameof(root)), region, waker, client)
    {
    }

    /// <summary>The far end of a channel for calls of endpoints that are handed over through another one: it leads to nothing but those.</summary>
    /// <inheritdoc cref="ServerLoop(ChannelRegion, IWaker, ServerEndpoint, IChannelPeer)" path="/param"/>
    public ServerLoop(ChannelRegion region, IWaker waker, IChannelPeer client)
        : this(null, region, waker, client)
    {
    }

    private ServerLoop(ServerEndpoint? root, ChannelRegion region, IWaker waker, IChannelPeer client)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentNullException.ThrowIfNull(waker);
        ArgumentNullException.ThrowIfNull(client);
        _region = region;
        _waker = waker;
        _root = root;
        _client = client;
        _buffers = BufferPort.OfServer(root?.Boundary.Session.Client ?? client.Domain, region);
        _objects = new ObjectTable(root);
        _completions = new CompletionProducer(region, waker, Break);
        string name = root is null ? $"call-backs of {client.Name}" : $"channel of {client.Name} to {root.Boundary.ServerName}";
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        region.Acquire();
    }

    /// <summary>Begins to serve.</summary>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Stops serving, for ever, after the request that is being carried out. Returns at once.</summary>
    public void Close()
    {
        _closed = true;
        _completions.Close();
        lock (_endGate)
        {
            if (_ended)
                return;
            if (_started)
                _waker.Wake(_region.AddressOf(ChannelLayout.RequestBell));
            else
            {
                _ended = true;
                _buffers.Close();
                _region.Release();
            }
        }
    }

    /// <summary>Waits until the thread has ended and the client's endpoints are gone.</summary>
    /// <returns>False when it had not after the time given.</returns>
    public bool Join(TimeSpan limit) => !_started || _thread.Join(limit);

    /// <summary>Gives a new endpoint its number; called by generated code.</summary>
    /// <exception cref="ChannelProtocolException">The client holds as many as it may; the endpoint has been ended again.</exception>
    public uint AddObject(ServerEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (TryAddObject(endpoint) is { } number)
            return number;
        // Only where others than the root's own take the room. As in Boundary.Admit this thread may be inside the endpoint's domain.
        new Thread(endpoint.Boundary.Abandon) { IsBackground = true, Name = "end of an endpoint" }.Start();
        throw new ChannelProtocolException("an endpoint", $"more than {ClientSession.MaxEndpoints} endpoints open at {_client.Name}");
    }

    /// <summary>The request's object has ended; called by generated code.</summary>
    public void EndObject() => _objects.Remove(_head.Object);

    /// <summary>Lets a domain of this program make its longer buffers where this channel can send them without a copy.</summary>
    public void LendBuffersTo(Domain domain) => _buffers.LendTo(domain);

    /// <summary>Takes a buffer out of a request; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Owned<T> ReadBuffer<T>(ref WireReader request)
        where T : unmanaged =>
        new(_buffers.ReceiveParked(_context!, ref request, BufferElement<T>.Bytes));

    /// <summary>Sends a buffer away with an answer; called by generated code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBuffer<T>(ref WireWriter answer, Owned<T> buffer)
        where T : unmanaged =>
        // A place is one of the thread that carries requests; an answer that comes later has a handle.
        _buffers.Send(_context!, ref answer, buffer.Word);

    private void Run()
    {
        _context = CallContext.Current;
        _root?.Boundary.Carrier = _context;
        // Calls that go round in a circle are found where drivers meet, in the kernel; at the other end one sees half of it.
        if (_client.IsHeldToTimeLimits)
            _client.Domain.AddCarrier(_context);
        try
        {
            while (!_closed && _client.IsAlive)
                ServeAll();
        }
        finally
        {
            _closed = true;
            _completions.Close();
            _region.Write(ChannelLayout.ServerClosed, 1);
            _waker.Wake(_region.AddressOf(ChannelLayout.AnswerBell));
            _waker.Wake(_region.AddressOf(ChannelLayout.CompletionBell));
            _client.Domain.RemoveCarrier(_context);
            _root?.Boundary.Session.Abandon();
            _buffers.Close();
            lock (_endGate)
                _ended = true;
            _region.Release();
        }
    }

    /// <summary>Carries out requests and waits for more, until one is refused or the channel ends.</summary>
    private void ServeAll()
    {
        ChannelException refusal;
        try
        {
            ServeEach();
            return;
        }
        catch (ChannelException e)
        {
            refusal = e;
        }
        catch (MalformedMessageException e)
        {
            Break(e.Message);
            EndCarrying();
            return;
        }
        WireWriter answer = StartAnswer();
        _status = Report(refusal, _objects.Find(_head.Object), ref answer);
        EndAnswer(ref answer);
        FinishRefused();
    }

    // One handler for all requests, and not in the method that carries them out: one with a handler keeps its variables in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ServeEach()
    {
        while (!_closed && _client.IsAlive)
        {
            uint bell = _region.Read(ChannelLayout.RequestBell);
            if (bell == _taken)
                _waker.Wait(_region.AddressOf(ChannelLayout.RequestBell), bell, SliceNanoseconds);
            else if (bell - _taken <= ChannelLayout.RequestSlotCount)
                ServeUpTo(bell);
            else
                BreakForBell(bell);
        }
    }

    /// <summary>Carries out the requests that are in the ring.</summary>
    /// <param name="bell">Number of the newest one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ServeUpTo(uint bell)
    {
        uint number = _taken;
        do
        {
            number++;
            RequestHead head = _region.ReadRequest(number);
            if (!TryTake(number, bell, head))
                return;
            if ((head.Object == 0 ? _root : _objects.Find(head.Object)) is not { } endpoint)
                _status = AnswerStatus.Unread;
            else if (head.Member == ChannelLayout.FetchMember)
                Fetch();
            else
                endpoint.Dispatch(head.Member, this);
            EndCarrying();
            if (head.Ticket == 0)
                AnswerNow(number);
            else
                Complete(number, head.Ticket);
        }
        while (number != bell && !_closed);
    }

    /// <summary>Takes the next request out of its slot and begins to carry it out. Its arguments are in private memory then.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="bell">That of the newest request.</param>
    /// <param name="head">What stands in front.</param>
    /// <returns>False when the client has broken the rules.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(uint number, uint bell, RequestHead head)
    {
        int length = (int)head.Length;
        if (head.Length > ChannelLayout.AreaBytes)
        {
            BreakForLength(head.Length);
            return false;
        }
        ChannelRegion region = _region;
        if (length != 0)
        {
            if ((uint)length <= ChannelRegion.OneStep)
                region.ReadShortArguments(number, _request);
            else
                TakeLongArguments(number, length);
        }
        _taken = number;
        _head = head;
        _status = AnswerStatus.Ok;
        _answered = 0;
        if (head.Ticket != 0)
        {
            region.Write(ChannelLayout.RequestsTaken, number);
            if (bell - number == ChannelLayout.RequestSlotCount - 1)
                _waker.Wake(region.AddressOf(ChannelLayout.RequestsTaken));
            if (!_completions.TryBegin())
            {
                BreakForCount();
                return false;
            }
        }
        BeginRequest();
        CallContext context = _context!;
        Volatile.Write(ref context.Carried, context.Carried + 1);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeLongArguments(uint number, int length) =>
        _region.CopyTo(ChannelLayout.RequestArguments(number, (uint)length), _request, length);

    /// <summary>Answers a synchronous request that was carried out and waits for the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AnswerNow(uint number)
    {
        if (_closed)
            return;
        Ring(number, _status | _untaken, _answered);
        _waker.WakeAndWait(
            _region.AddressOf(ChannelLayout.AnswerBell), _region.AddressOf(ChannelLayout.RequestBell), number, SliceNanoseconds);
    }

    /// <summary>Answers an asynchronous one, unless that comes later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(uint number, ulong ticket)
    {
        if ((_head.Flags & RequestHead.AwaitedFlag) != 0)
            AnswerAwaited(number);
        if (_status != AnswerStatus.Pending)
            _completions.Put(ticket, _status, _answer, _answered);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndCarrying()
    {
        CallContext context = _context!;
        Volatile.Write(ref context.Carried, context.Carried + 1);
        NoteUntaken();
        // A request that broke off before its call leaves the buffers that had been read, and an answer that broke off its own.
        context.Parked.Release();
    }

    private void FinishRefused()
    {
        EndCarrying();
        if (_head.Ticket == 0)
            AnswerNow(_taken);
        else
            Complete(_taken, _head.Ticket);
    }

    /// <summary>Tells the client that what it put into the area, or buffers and endpoints, was read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AnswerAwaited(uint number)
    {
        if (_closed)
            return;
        Ring(number, (_status == AnswerStatus.Unread ? AnswerStatus.Unread : AnswerStatus.Pending) | _untaken, 0);
        _waker.Wake(_region.AddressOf(ChannelLayout.AnswerBell));
    }

    /// <summary>Rings the answer bell for a request.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ring(uint number, AnswerStatus status, int length)
    {
        if (length != 0)
            _region.CopyFrom(ChannelLayout.AnswerArea, _answer, length);
        _region.Write64(ChannelLayout.AnswerWord, (uint)length | ((ulong)status << 32));
        _region.Write(ChannelLayout.AnswerBell, number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fetch()
    {
        WireReader request = Request();
        ulong ticket = request.ReadUInt64();
        request.ReadEnd();
        WireWriter answer = StartAnswer();
        _completions.Fetch(ticket, ref answer);
        EndAnswer(ref answer);
    }

    /// <summary>Puts what a boundary said into an answer.</summary>
    /// <param name="exception">What it said.</param>
    /// <param name="endpoint">What was called; null where it is not known.</param>
    /// <param name="answer">Takes it.</param>
    private static AnswerStatus Report(ChannelException exception, ServerEndpoint? endpoint, ref WireWriter answer)
    {
        switch (exception)
        {
            case ChannelFaultException fault:
                answer.WriteString(PeerText.Cut(fault.Code, ChannelLayout.MaxCodeLength));
                return endpoint is { Boundary.LeadsOn: true } ? AnswerStatus.FaultElsewhere : AnswerStatus.Fault;
            case ChannelProtocolException refused:
                answer.WriteString(PeerText.Cut(refused.Reason, ChannelLayout.MaxReasonLength));
                return AnswerStatus.Protocol;
            case NotInThisVersionException older:
                answer.WriteUInt32((uint)older.ServerMinor);
                answer.WriteUInt32((uint)older.WantedMinor);
                return AnswerStatus.NotInThisVersion;
            default:
                return AnswerStatus.Closed;
        }
    }

    // What makes texts is not in the methods of a request: they would get larger frames.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BreakForBell(uint bell) => Break($"request bell {bell} after request {_taken}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BreakForLength(uint length) => Break($"request with {length} bytes of arguments");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BreakForCount() => Break($"more than {ChannelLayout.CompletionSlotCount} calls under way, or a wrong count of completions taken");

    private void Break(string what)
    {
        _closed = true;
        _client.OnBroken(DomainFaultCodes.MalformedMessage, what);
    }
}
