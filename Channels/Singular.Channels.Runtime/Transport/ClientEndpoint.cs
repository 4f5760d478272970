using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Base of every generated stub: puts a call into the channel's request area, hands over to the server's thread and
/// takes the answer apart.</summary>
/// <remarks>
/// A generated member is: <see cref="Begin"/>; write the arguments; <see cref="Exchange"/>; read the values; on an exception
/// <see cref="Fail"/>; <see cref="End"/>. Its exceptions are <see cref="ChannelException"/>s, which the boundary in front of the stub
/// makes anew for its client.
/// </remarks>
public abstract class ClientEndpoint
{
    private readonly ClientChannel _channel;

    // The object's number where it stands in a request: in the upper half of the first word.
    private readonly ulong _object;

    /// <param name="channel">The channel.</param>
    /// <param name="objectId">Number of the object at the far end, 0 for the root.</param>
    protected ClientEndpoint(ClientChannel channel, uint objectId)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _channel = channel;
        _object = (ulong)objectId << 32;
    }

    /// <summary>The channel that the endpoint lives on.</summary>
    protected ClientChannel Channel => _channel;

    /// <summary>Members in the order of the contract.</summary>
    protected abstract MemberShape[] Members { get; }

    internal MemberShape Shape(int member) => Members[member];

    /// <summary>Of an endpoint that came with a request: the driver has got it.</summary>
    internal bool IsTaken { get; set; }

    /// <summary>Takes the channel for a call and begins its message.</summary>
    protected WireWriter Begin(int member)
    {
        _channel.Enter();
        return _channel.StartRequest();
    }

    /// <summary>Like <see cref="Begin"/> for a member that returns a task.</summary>
    /// <param name="call">The call under way, for <see cref="ExchangeAsync"/>.</param>
    /// <typeparam name="T">The value.</typeparam>
    /// <typeparam name="TDecoder">Reads it when it comes.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected WireWriter BeginAsync<T, TDecoder>(out AsyncCall<T, TDecoder> call)
        where TDecoder : struct, IWireDecoder<T>
    {
        _channel.Enter();
        call = new AsyncCall<T, TDecoder>(_channel.Begin<T, TDecoder>());
        return _channel.StartRequest();
    }

    /// <summary>Takes the channel for a call of a boundary that returns a task and whose arguments are values that always fit into a slot.</summary>
    /// <param name="boundary">Whose call it is.</param>
    /// <param name="server">The domain that stands for the far end.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="filter">Checks and rebuilds the value; null where every value passes.</param>
    /// <param name="call">The call under way, for <see cref="TrySend"/>.</param>
    /// <typeparam name="T">The value.</typeparam>
    /// <typeparam name="TDecoder">Reads it when it comes.</typeparam>
    /// <returns>False when it is not made: <see cref="Boundary{TContract}.FailSent"/> says why.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TryBeginSmall<T, TDecoder>(Boundary boundary, Domain server, int member, object? filter, out AsyncCall<T, TDecoder> call)
        where TDecoder : struct, IWireDecoder<T>
    {
        PendingCall<T, TDecoder>? begun = _channel.TryBegin<T, TDecoder>(boundary, server, member, filter);
        call = new AsyncCall<T, TDecoder>(begun!);
        return begun is not null;
    }

    /// <summary>Begins the message of such a call that has arguments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected WireWriter StartSmall() => _channel.StartSmallRequest();

    /// <summary>Sends the request of such a call and gives the channel back.</summary>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="call">From <see cref="TryBeginSmall"/>.</param>
    /// <param name="task">The caller's task.</param>
    /// <returns>As for <see cref="TryBeginSmall"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TrySend<T, TDecoder>(int length, int member, AsyncCall<T, TDecoder> call, out ValueTask<T> task)
        where TDecoder : struct, IWireDecoder<T>
    {
        PendingCall<T, TDecoder> pending = call.Pending;
        // Read first, as in ExchangeAsync.
        task = pending.Task;
        return _channel.TrySend(Head(length), (uint)member, pending.Ticket, this);
    }

    /// <summary>Sends the request and waits for the answer.</summary>
    /// <param name="request">The whole message.</param>
    /// <param name="member">Number of the member.</param>
    /// <returns>Stands at the values of a call that succeeded.</returns>
    /// <exception cref="ChannelException">It did not succeed.</exception>
    protected WireReader Exchange(ref WireWriter request, int member)
    {
        WireReader answer = _channel.Exchange(Head(request.Length), (uint)member, 0, this, out AnswerStatus status);
        if (status != AnswerStatus.Ok)
            ThrowReported(status, ref answer, member);
        return answer;
    }

    /// <summary>Sends the request of an asynchronous call; its value comes later, whatever the server does.</summary>
    /// <returns>The task; the boundary in front takes the call over.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ValueTask<T> ExchangeAsync<T, TDecoder>(ref WireWriter request, int member, AsyncCall<T, TDecoder> call)
        where TDecoder : struct, IWireDecoder<T>
    {
        PendingCall<T, TDecoder> pending = call.Pending;
        // Read first: once it is sent it may be over, though nobody can have taken its value yet.
        ValueTask<T> task = pending.Task;
        _channel.Send(Head(request.Length), (uint)member, pending.Ticket, this);
        CallContext.Current.Started = pending;
        return task;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowReported(AnswerStatus status, ref WireReader answer, int member)
    {
        _channel.TakeBackUnread(ref status);
        _channel.ThrowReported(status, ref answer, Members[member].Name);
    }

    /// <summary>Sends a buffer away with the request that is being written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void WriteBuffer<T>(ref WireWriter request, Owned<T> buffer)
        where T : unmanaged =>
        _channel.Buffers.Send(CallContext.Current, ref request, buffer.Word);

    /// <summary>Hands an endpoint over with the request that is being written.</summary>
    /// <exception cref="ChannelProtocolException">The other end holds as many as it may; the request is not sent.</exception>
    protected void WriteEndpoint(ref WireWriter request, ServerEndpoint endpoint) => request.WriteUInt32(_channel.Lend(endpoint));

    /// <summary>Gives the channel back after a call.</summary>
    protected void End() => _channel.Leave();

    /// <summary>Gives the channel back after an exception and throws what the boundary is to see.</summary>
    /// <exception cref="ChannelException">Always; what the far end wrote wrongly is its fault.</exception>
    protected void Fail(object exception, int member)
    {
        _channel.Withdraw();
        _channel.Leave();
        if (exception is MalformedMessageException malformed)
            throw _channel.Break(DomainFaultCodes.MalformedMessage, $"answer to {Members[member].Name}: {malformed.Message}");
        if (exception is ChannelException reported)
            throw reported;
        throw _channel.Break(DomainFaultCodes.MalformedMessage, $"answer to {Members[member].Name}: {exception?.GetType().Name}");
    }

    private ulong Head(int arguments) => (uint)arguments | _object;
}
