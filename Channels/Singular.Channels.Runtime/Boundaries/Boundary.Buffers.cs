using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Buffers move between the table of the boundary's client and the table of its server; the data stays where it is.</content>
public abstract partial class Boundary
{
    /// <summary>Takes an argument out of the client's table.</summary>
    /// <returns>Null where that is not possible; <see cref="RefuseHandle"/> says why, once all are taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected BufferBlock? Take<T>(Owned<T> buffer)
        where T : unmanaged => TakeWord(buffer.Word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferBlock? TakeWord(long word)
    {
        if (Carrier is { } carrier && word == ParkedBuffers.FirstWord)
            return carrier.Parked.Take(word);
        return Session.Client.PresentBuffers is { } table && table.TryTakePlain(word) is { } buffer ? buffer : TakeSlowly(word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected BufferBlock? TakeSlowly(long word) =>
        ParkedBuffers.IsPlace(word) ? CallContext.Current.Parked.Take(word) : Session.Client.Buffers.TryTake(word);

    /// <summary>Refuses a call with a handle that holds nothing or whose buffer is pinned.</summary>
    /// <exception cref="ChannelProtocolException">Always.</exception>
    protected void RefuseHandle<T>(Owned<T> buffer, int member, int parameter)
        where T : unmanaged =>
        RefuseArgument(member, parameter, !ParkedBuffers.IsPlace(buffer.Word) && Session.Client.Buffers.IsReleasedUnderPin(buffer.Word)
            ? "the buffer is pinned and cannot be moved; it has been released and goes when its last pin ends"
            : "the handle holds no buffer; it was moved or released before, or never held one");

    /// <summary>Ends an argument of a call that broke off before the server's code got it: a call consumes what it was handed. Where the call has taken it
    /// already, nothing is left to do.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void ReleaseArgument<T>(Owned<T> buffer)
        where T : unmanaged
    {
        if (ParkedBuffers.IsPlace(buffer.Word))
            CallContext.Current.Parked.Take(buffer.Word)?.Release();
        else
            Session.Client.Buffers.Release(buffer.Word);
    }

    /// <summary>Moves the result of a call that has just returned from the server to the client.</summary>
    /// <param name="buffer">What the server gave.</param>
    /// <param name="server">The domain that was called.</param>
    /// <param name="context">The thread's.</param>
    /// <param name="member">Number of the member.</param>
    /// <exception cref="ChannelFaultException">The server did not hold it, or had it pinned: a fault of the server.</exception>
    /// <exception cref="ChannelProtocolException">The client holds as much as it may; the buffer has been released.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected Owned<T> Accept<T>(Owned<T> buffer, Domain server, CallContext context, int member)
        where T : unmanaged => new(AcceptWord(buffer.Word, context, server, member));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long AcceptWord(long word, CallContext context, Domain server, int member)
    {
        // From a stub of a channel it comes parked, to the thread that serves one it goes so.
        BufferBlock? moving = word == ParkedBuffers.FirstWord ? context.Parked.Take(word)
            : server.PresentBuffers is { } table ? table.TryTakePlain(word) : null;
        moving ??= TakeResultSlowly(word, context, server, member);
        if (ReferenceEquals(Carrier, context))
            return context.Parked.Park(moving);
        return Session.Client.PresentBuffers is { } own && own.TryPutBack(moving, out long accepted) ? accepted : AcceptSlowly(moving, member);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock TakeResultSlowly(long word, CallContext context, Domain server, int member) =>
        (ParkedBuffers.IsPlace(word) ? context.Parked.Take(word) : server.Buffers.TryTake(word)) ?? throw NoBuffer(server, member);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long AcceptSlowly(BufferBlock moving, int member) =>
        Session.Client.Buffers.TryPut(moving) is var word and not 0 ? word : throw NoRoomForResult(member);

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
