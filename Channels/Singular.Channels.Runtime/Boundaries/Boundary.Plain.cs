using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>
/// Calls that come back before they are over and carry values and at most one buffer each way: nearly all. What such a call keeps is in variables of the
/// generated member, each of its own, so that the compiler holds them in registers; the handler needs none of them, because the thread's context knows the
/// domain and that one knows its caller.
/// </content>
public abstract partial class Boundary<TContract>
{
    /// <summary>Goes into the server's domain as <see cref="Enter"/> does.</summary>
    /// <param name="context">The thread's, for <see cref="LeavePlain"/>.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="states">As for <see cref="Enter"/>.</param>
    /// <param name="limit">As for <see cref="Enter"/>.</param>
    /// <returns>What is to be called: see <see cref="TargetOf"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected BoundServer<TContract> EnterPlain(out CallContext context, int member, uint states, int limit)
    {
        BoundServer<TContract> bound = _bound;
        CallContext caller = CallContext.Current;
        Domain server = bound.Domain;
        // Read here, or the compiler asks whether there is a domain before it takes the address of its word.
        int serverId = server.Id;
        if (Interlocked.CompareExchange(ref server.Entry.Whole, (uint)caller.Id, 0) == 0)
        {
            server.CallNumber++;
            server.OpenLimit = limit;
            server.CallerId = caller.DomainId;
            caller.DomainId = serverId;
            if (states != AnyState && (states & StateBit) == 0)
                RefusePlain(caller, server, member);
        }
        else
            bound = EnterPlainContended(member);
        context = caller;
        return bound;
    }

    /// <summary>Moves an argument from the client's table to the server's when the call has gone in.</summary>
    /// <param name="context">The thread's.</param>
    /// <param name="bound">What the call has gone to.</param>
    /// <param name="buffer">The client's handle.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="parameter">Number of the parameter.</param>
    /// <returns>The server's handle.</returns>
    /// <exception cref="ChannelProtocolException">The handle holds nothing, or the server holds as much as it may; the call has gone out again.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected Owned<T> DeliverPlain<T>(CallContext context, BoundServer<TContract> bound, Owned<T> buffer, int member, int parameter)
        where T : unmanaged
    {
        long word = buffer.Word;
        BufferBlock? moving = word == ParkedBuffers.FirstWord ? context.Parked.Take(word)
            : Session.Client.PresentBuffers is { } own ? own.TryTakePlain(word) : null;
        moving ??= TakePlainSlowly(context, bound.Domain, buffer, member, parameter);
        // To a stub of a channel, which sends it on at once.
        if (bound.IsClientEndpoint)
            return new Owned<T>(context.Parked.Park(moving));
        return new Owned<T>(bound.Domain.PresentBuffers is { } table && table.TryPutBack(moving, out long delivered)
            ? delivered : DeliverPlainSlowly(context, bound.Domain, moving, member, parameter));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock TakePlainSlowly<T>(CallContext context, Domain server, Owned<T> buffer, int member, int parameter)
        where T : unmanaged
    {
        if (TakeSlowly(buffer.Word) is { } taken)
            return taken;
        CallFrame frame = FrameOf(context, server);
        GoOut(ref frame);
        RefuseHandle(buffer, member, parameter);
        return null!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long DeliverPlainSlowly(CallContext context, Domain server, BufferBlock moving, int member, int parameter)
    {
        CallFrame frame = FrameOf(context, server);
        return DeliverSlowly(ref frame, moving, member, parameter);
    }

    /// <summary>The object to call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static TContract TargetOf(BoundServer<TContract> bound) => bound.Target;

    /// <summary>The domain that was called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Domain ServerOf(BoundServer<TContract> bound) => bound.Domain;

    /// <summary>Goes out after the target returned, as <see cref="Leave"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool LeavePlain(CallContext context, Domain server, int member)
    {
        context.DomainId = server.CallerId;
        Interlocked.Exchange(ref server.Entry.Owner, 0);
        return server.Entry.Attention == 0 || LeavePlainWithAttention(context, server, member);
    }

    /// <summary>An exception left the target, as for <see cref="Fail"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void FailPlain(int member, object exception)
    {
        CallContext context = CallContext.Current;
        CallFrame frame = FrameOf(context, Domain.ById(context.DomainId));
        Fail(ref frame, member, exception);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BoundServer<TContract> EnterPlainContended(int member)
    {
        CallFrame frame = default;
        // Null is for calls that may end later, which are not of this kind.
        BoundServer<TContract> bound = EnterContended(ref frame, member)!;
        bound.Domain.CallerId = frame.CallerId;
        return bound;
    }

    /// <summary>The call has gone in, but the protocol forbids the member.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefusePlain(CallContext context, Domain server, int member)
    {
        CallFrame frame = FrameOf(context, server);
        GoOut(ref frame);
        RefuseState(ref frame, member);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LeavePlainWithAttention(CallContext context, Domain server, int member)
    {
        CallFrame frame = FrameOf(context, server);
        return LeaveWithAttention(ref frame, member);
    }

    /// <summary>What the call would have in a frame. Whether a domain's code awaits does not change while it lives.</summary>
    private static CallFrame FrameOf(CallContext context, Domain server) => new()
    {
        Context = context,
        ServerDomain = server,
        CallerId = server.CallerId,
        Flags = (server.Entry.Attention & Domain.AttentionContext) != 0 ? CallFrameFlags.SwitchedContext : CallFrameFlags.None,
    };
}
