namespace Singular.Channels.Runtime;

/// <content>Buffers move between the table of the boundary's client and the table of its server; the data stays where it is.</content>
public abstract partial class Boundary
{
    /// <summary>Takes an argument out of the client's table.</summary>
    /// <returns>Null where that is not possible; <see cref="RefuseHandle"/> says why, once all are taken.</returns>
    protected BufferBlock? Take<T>(Owned<T> buffer)
        where T : unmanaged =>
        ParkedBuffers.IsPlace(buffer.Word) ? CallContext.Current.Parked.Take(buffer.Word) : Session.Client.Buffers.TryTake(buffer.Word);

    /// <summary>Refuses a call with a handle that holds nothing or whose buffer is pinned.</summary>
    /// <exception cref="ChannelProtocolException">Always.</exception>
    protected void RefuseHandle<T>(Owned<T> buffer, int member, int parameter)
        where T : unmanaged =>
        RefuseArgument(member, parameter, !ParkedBuffers.IsPlace(buffer.Word) && Session.Client.Buffers.IsReleasedUnderPin(buffer.Word)
            ? "the buffer is pinned and cannot be moved; it has been released and goes when its last pin ends"
            : "the handle holds no buffer; it was moved or released before, or never held one");

    /// <summary>Moves the result of a call that has just returned from the server to the client.</summary>
    /// <exception cref="ChannelFaultException">The server did not hold it, or had it pinned: a fault of the server.</exception>
    /// <exception cref="ChannelProtocolException">The client holds as much as it may; the buffer has been released.</exception>
    protected Owned<T> Accept<T>(Owned<T> buffer, Domain server, int member)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(server);
        return new Owned<T>(AcceptWord(buffer.Word, server, member));
    }

    private long AcceptWord(long word, Domain server, int member)
    {
        CallContext context = CallContext.Current;
        BufferBlock moving = (ParkedBuffers.IsPlace(word) ? context.Parked.Take(word) : server.Buffers.TryTake(word)) ?? throw NoBuffer(server, member);
        if (IsBehindChannel && context.IsServing)
            return context.Parked.Park(moving);
        return Session.Client.Buffers.TryPut(moving) is var accepted and not 0 ? accepted : throw NoRoomForResult(member);
    }

    /// <summary>Moves a result that came later, perhaps on another thread, from the server's table to the client's.</summary>
    /// <inheritdoc cref="Accept"/>
    protected Owned<T> AcceptLater<T>(Owned<T> buffer, Domain server, int member)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(server);
        BufferBlock moving = server.Buffers.TryTake(buffer.Word) ?? throw NoBuffer(server, member);
        return Session.Client.Buffers.TryPut(moving) is var word and not 0 ? new Owned<T>(word) : throw NoRoomForResult(member);
    }

    private ChannelException NoBuffer(Domain server, int member)
    {
        server.Condemn(DomainFaultCodes.InvalidResult, $"{Members[member].Name} gave back a buffer that it did not hold, or that it had pinned");
        return server.DeathOfCall();
    }

    private ChannelProtocolException NoRoomForResult(int member) =>
        new(Members[member].Name, $"the result found no room: {NoRoom(Session.Client)}");

    private protected static string NoRoom(Domain domain) => domain.IsAlive
        ? $"{domain.Name} holds {domain.BufferCount} buffers of {domain.BufferBytes} bytes in all, of {domain.BufferCountLimit} and {domain.BufferByteLimit} that it may"
        : $"{domain.Name} has ended";
}
