namespace Singular.Channels.Runtime;

/// <content>Buffers move between the table of the boundary's client and the table of its server; the data stays where it is.</content>
public abstract partial class Boundary
{
    /// <summary>Takes an argument out of the client's table. <see cref="CheckTaken"/> says what is wrong with it, once all are taken.</summary>
    protected void Take<T>(ref CarriedBuffer carried, Owned<T> buffer)
        where T : unmanaged =>
        carried.Outcome = Session.Client.Buffers.TryTake(buffer.Word, out carried.Moving);

    /// <summary>Refuses a call with a handle that holds nothing or whose buffer is pinned.</summary>
    /// <exception cref="ChannelProtocolException">It is one.</exception>
    protected void CheckTaken(ref CarriedBuffer carried, int member, int parameter)
    {
        if (carried.Outcome != TakeOutcome.Taken)
        {
            RefuseArgument(member, parameter, carried.Outcome == TakeOutcome.Pinned
                ? "the buffer is pinned and cannot be moved; it has been released and goes when its last pin ends"
                : "the handle holds no buffer; it was moved or released before, or never held one");
        }
    }

    /// <summary>Moves a result from the server's table to the client's.</summary>
    /// <exception cref="ChannelFaultException">The server did not hold it, or had it pinned: a fault of the server.</exception>
    /// <exception cref="ChannelProtocolException">The client holds as much as it may; the buffer has been released.</exception>
    protected Owned<T> Accept<T>(Owned<T> buffer, Domain server, int member)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Buffers.TryTake(buffer.Word, out MovingBuffer moving) != TakeOutcome.Taken)
        {
            server.Condemn(DomainFaultCodes.InvalidResult, $"{Members[member].Name} gave back a buffer that it did not hold, or that it had pinned");
            throw server.DeathOfCall();
        }
        long word = Session.Client.Buffers.TryPut(ref moving);
        return word != 0
            ? new Owned<T>(word)
            : throw new ChannelProtocolException(Members[member].Name, $"the result found no room: {NoRoom(Session.Client)}");
    }

    private protected static string NoRoom(Domain domain) => domain.IsAlive
        ? $"{domain.Name} holds {domain.BufferCount} buffers of {domain.BufferBytes} bytes in all, of {domain.BufferCountLimit} and {domain.BufferByteLimit} that it may"
        : $"{domain.Name} has ended";
}
