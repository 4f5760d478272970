using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Base of every generated boundary class: takes a call into the server's domain and out again.</summary>
/// <remarks>
/// A generated member is: check the arguments; <see cref="Enter"/>; call the target; on an exception <see cref="Fail"/>;
/// <see cref="Leave"/>; check the result. Where <see cref="Fail"/> comes back or <see cref="Leave"/> returns false the request is made again
/// by a second method.
/// </remarks>
/// <typeparam name="TContract">The contract's interface, which the generated class implements.</typeparam>
public abstract partial class Boundary<TContract> : Boundary
    where TContract : class
{
    /// <summary>Given for the states of a member where the state of the contract never changes.</summary>
    private const uint AnyState = uint.MaxValue;

    private BoundServer<TContract> _bound;

    protected Boundary(ServerSlot slot, ClientSession session)
        : base(slot, session)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(session);
        _bound = slot.Current is { } instance ? Bind(instance) : Unbound;
    }

    /// <summary>Stands for a server that is not there: its domain is dead.</summary>
    private static BoundServer<TContract> Unbound { get; } = MakeUnbound();

    /// <summary>Goes into the server's domain: waits for its turn, checks that the server lives and that the protocol allows the
    /// member.</summary>
    /// <param name="frame">The call's own.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="states">Bit n: the member may be called in state n. The same as in <see cref="Boundary.Members"/>, passed
    /// because a constant is cheaper.</param>
    /// <param name="limit">The member's time limit in milliseconds, for <see cref="CallWatch"/>; likewise.</param>
    /// <returns>The object to call.</returns>
    /// <exception cref="ChannelClosedException">The server is not running.</exception>
    /// <exception cref="ChannelProtocolException">Wrong state, or a re-entrant call.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected TContract Enter(ref CallFrame frame, int member, uint states, int limit)
    {
        CallContext context = CallContext.Current;
        BoundServer<TContract> bound = _bound;
        Domain server = bound.Domain;
        int serverId = server.Id;
        if (Interlocked.CompareExchange(ref server.Entry.Whole, (uint)context.Id, 0) != 0)
            return TargetContended(ref frame, member);
        if (states != AnyState && (states & StateBit) == 0)
            RefuseHeld(ref frame, member, server);
        server.CallNumber++;
        server.OpenLimit = limit;
        frame.Context = context;
        frame.ServerDomain = server;
        frame.CallerId = context.DomainId;
        context.DomainId = serverId;
        return bound.Target;
    }

    /// <summary>Goes out of the server's domain after the target returned. The protocol state stays.</summary>
    /// <returns>False when the server died meanwhile and the request is to be made again.</returns>
    /// <exception cref="ChannelFaultException">The server died in the call, whatever it returned.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Leave(ref CallFrame frame, int member)
    {
        frame.Context.DomainId = frame.CallerId;
        Domain server = frame.ServerDomain;
        Interlocked.Exchange(ref server.Entry.Owner, 0);
        return server.Entry.Attention == 0 || LeaveWithAttention(ref frame, member);
    }

    /// <summary>Goes in like <see cref="Enter"/>, at the same time as others: for contracts marked
    /// <see cref="ConcurrentAttribute"/>.</summary>
    protected TContract EnterConcurrent(ref CallFrame frame, int member, uint states)
    {
        CallContext context = CallContext.Current;
        while (true)
        {
            BoundServer<TContract> bound = _bound;
            Domain server = bound.Domain;
            server.BeginConcurrent();
            if (server.IsAlive && (states & Volatile.Read(ref StateBit)) != 0)
            {
                if ((server.Entry.Attention & Domain.AttentionProcess) != 0)
                    return EnterProcessConcurrent(ref frame, member, bound, context)?.Target!;
                frame.Flags |= CallFrameFlags.IsConcurrent;
                return GoIn(ref frame, bound, context).Target;
            }
            server.EndConcurrent();
            if (server.IsAlive)
                RefuseState(ref frame, member);
            Rebind(ref frame, member);
        }
    }

    /// <summary>Puts a buffer into the server's table, when the call has gone in.</summary>
    /// <returns>The server's handle.</returns>
    /// <exception cref="ChannelProtocolException">The server holds as much as it may; the call has gone out again.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected Owned<T> Deliver<T>(ref CallFrame frame, BufferBlock buffer, int member, int parameter)
        where T : unmanaged =>
        new(DeliverBlock(ref frame, buffer, member, parameter));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long DeliverBlock(ref CallFrame frame, BufferBlock buffer, int member, int parameter)
    {
        Domain server = frame.ServerDomain;
        // To a stub of a channel, which sends it on at once.
        if (_bound is { IsClientEndpoint: true } bound && ReferenceEquals(bound.Domain, server))
            return frame.Context.Parked.Park(buffer);
        return server.PresentBuffers is { } table && table.TryPutBack(buffer, out long word) ? word : DeliverSlowly(ref frame, buffer, member, parameter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long DeliverSlowly(ref CallFrame frame, BufferBlock buffer, int member, int parameter)
    {
        long word = frame.ServerDomain.Buffers.TryPut(buffer);
        if (word == 0)
            RefuseDelivery(ref frame, member, parameter);
        return word;
    }

    /// <summary>Takes back a buffer that was delivered before another one found no room: the server is not called.</summary>
    protected static void Withdraw<T>(ref CallFrame frame, Owned<T> buffer)
        where T : unmanaged
    {
        if (!ParkedBuffers.IsPlace(buffer.Word))
            frame.ServerDomain.Buffers.Release(buffer.Word);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseDelivery(ref CallFrame frame, int member, int parameter)
    {
        Domain server = frame.ServerDomain;
        frame.Context.Parked.Release();
        GoOut(ref frame);
        EndPending(ref frame);
        if (!server.IsAlive)
            throw server.DeathOfCall();
        throw new ChannelProtocolException(Members[member].Name, $"{Members[member].Parameters[parameter]}: {NoRoom(server)}");
    }

    /// <summary>The request has failed once: this time what fails is an error.</summary>
    protected static void BeginSecondTime(ref CallFrame frame) => frame.Flags |= CallFrameFlags.HasRetried;

    /// <summary>An exception left the target: a fault of the server, unless the target is the near end of a channel, whose
    /// exceptions are reports.</summary>
    /// <remarks>It comes back where the request is to be made again. Otherwise it throws.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void Fail(ref CallFrame frame, int member, object exception)
    {
        Domain server = frame.ServerDomain;
        MemberShape shape = Members[member];
        ChannelException? report = null;
        if (exception is ChannelException reported && _bound is { IsSystem: true } bound && ReferenceEquals(bound.Domain, server))
            report = reported;
        else if (exception is Exception thrown)
            server.CondemnFor(thrown, $"in {shape.Name}");
        else
            server.Condemn(DomainFaultCodes.UnhandledException, $"an object that is no exception was thrown in {shape.Name}");
        // What a stub has not sent, or has received already.
        frame.Context.Parked.Release();
        frame.Context.Started = null;
        GoOut(ref frame);
        if (report is ChannelClosedException && Slot.IsEndpoint)
            Session.Remove(this);
        if (report is not (ChannelProtocolException or NotInThisVersionException) && MayRetry(ref frame, shape))
            return;
        EndPending(ref frame);
        throw report is null ? server.DeathOfCall() : Renamed(report, server, member);
    }

    /// <summary>The server that has been entered was compiled before the member came. Goes out again; the server is not called.</summary>
    /// <param name="frame">The call's own.</param>
    /// <param name="member">Number of the member.</param>
    /// <param name="serverMinor">The server's minor version.</param>
    /// <param name="wantedMinor">The minor version in which the member came.</param>
    /// <exception cref="NotInThisVersionException">Always.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void RefuseVersion(ref CallFrame frame, int member, int serverMinor, int wantedMinor)
    {
        GoOut(ref frame);
        EndPending(ref frame);
        throw new NotInThisVersionException(Members[member].Name, serverMinor, wantedMinor);
    }

    private static BoundServer<TContract> MakeUnbound()
    {
        var nobody = new Domain("nobody", DomainOptions.None);
        nobody.Stop();
        nobody.Retire();
        return new BoundServer<TContract>(nobody, null!, false, false);
    }

    private static BoundServer<TContract> Bind(ServerInstance instance) =>
        new(instance.Domain, (TContract)instance.Target, instance.Target is ClientEndpoint, instance.Target is ClientEndpoint or Boundary or IWatchedBoundary);

    /// <summary>The second time has a frame of its own and counts for itself.</summary>
    private bool MayRetry(ref CallFrame frame, MemberShape shape)
    {
        if (!shape.IsRepeatable || (frame.Flags & CallFrameFlags.HasRetried) != 0)
            return false;
        EndPending(ref frame);
        return true;
    }

    /// <summary>Not part of <see cref="Enter"/>: the compiler would hold what the fast way needs in registers that it has to save.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TContract TargetContended(ref CallFrame frame, int member) => EnterContended(ref frame, member)?.Target!;

    /// <summary>Somebody is inside, or this thread is, or something else is not the plain case.</summary>
    /// <returns>What the domain that was entered is bound by; null where the endpoint has ended without a call.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BoundServer<TContract>? EnterContended(ref CallFrame frame, int member)
    {
        CallContext context = CallContext.Current;
        while (true)
        {
            BoundServer<TContract> bound = _bound;
            switch (bound.Domain.Enter(context))
            {
                case EntryOutcome.Entered:
                    return CheckCircle(ref frame, member, bound, context);
                case EntryOutcome.Reentrant:
                    if (EndLater(ref frame, member, bound))
                        return null;
                    EndPending(ref frame);
                    throw new ChannelProtocolException(
                        Members[member].Name, $"{ServerName} was called again by a call that it has made itself and that is still open");
                case EntryOutcome.Cyclic:
                    if (EndLater(ref frame, member, bound))
                        return null;
                    RefuseCircle(ref frame, member);
                    break;
                case EntryOutcome.CallerDead:
                    EndPending(ref frame);
                    throw new ChannelClosedException(ServerName);
                default:
                    Rebind(ref frame, member);
                    break;
            }
        }
    }

    /// <summary>This thread has become the owner, but the protocol forbids the member.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseHeld(ref CallFrame frame, int member, Domain server)
    {
        server.Exit();
        RefuseState(ref frame, member);
    }

    private BoundServer<TContract> CheckState(ref CallFrame frame, int member, BoundServer<TContract> bound, CallContext context)
    {
        if ((Members[member].States & StateBit) == 0)
            RefuseHeld(ref frame, member, bound.Domain);
        bound.Domain.CallNumber++;
        bound.Domain.OpenLimit = Members[member].LimitMilliseconds;
        return GoIn(ref frame, bound, context);
    }

    private BoundServer<TContract> GoIn(ref CallFrame frame, BoundServer<TContract> bound, CallContext context)
    {
        Domain server = bound.Domain;
        frame.Context = context;
        frame.ServerDomain = server;
        frame.CallerId = context.DomainId;
        if ((server.Entry.Attention & Domain.AttentionContext) != 0)
        {
            context.SaveSynchronizationContext();
            frame.Flags |= CallFrameFlags.SwitchedContext;
            SynchronizationContext.SetSynchronizationContext(server.Context);
        }
        context.DomainId = server.Id;
        return bound;
    }

    /// <summary>Finds the server that has taken the place of a dead one.</summary>
    /// <exception cref="ChannelClosedException">There is none.</exception>
    private void Rebind(ref CallFrame frame, int member)
    {
        ServerInstance? instance = Slot.Current;
        if (instance is null && Members[member].IsRepeatable)
            instance = Slot.WaitForServer(RestartWaitMilliseconds, Session.Client);
        if (instance is null)
        {
            if (Slot.IsEndpoint)
                Session.Remove(this);
            EndPending(ref frame);
            throw new ChannelClosedException(ServerName);
        }
        StateBit = 1;
        Volatile.Write(ref _bound, Bind(instance));
    }

    private void RefuseState(ref CallFrame frame, int member)
    {
        EndPending(ref frame);
        throw new ChannelProtocolException(
            Members[member].Name, HasEnded ? "the endpoint has ended" : "the protocol of the contract forbids it now");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LeaveWithAttention(ref CallFrame frame, int member)
    {
        Domain server = frame.ServerDomain;
        if ((server.Entry.Attention & Domain.AttentionWaited) != 0)
            server.WakeWaiters();
        RestoreContext(ref frame);
        if (server.IsAlive)
            return true;
        // The answer may have brought a buffer.
        frame.Context.Parked.Release();
        if (MayRetry(ref frame, Members[member]))
            return false;
        EndPending(ref frame);
        throw server.DeathOfCall();
    }

    private static void GoOut(ref CallFrame frame)
    {
        frame.Context.DomainId = frame.CallerId;
        if ((frame.Flags & CallFrameFlags.IsConcurrent) != 0)
            frame.ServerDomain.EndConcurrent();
        else
            frame.ServerDomain.Exit();
        RestoreContext(ref frame);
    }

    private static void RestoreContext(ref CallFrame frame)
    {
        if ((frame.Flags & CallFrameFlags.SwitchedContext) == 0)
            return;
        frame.Context.RestoreSynchronizationContext();
        frame.Flags &= ~CallFrameFlags.SwitchedContext;
    }

    /// <summary>Goes out of the server's domain after the target of a concurrent contract returned.</summary>
    /// <returns>As <see cref="Leave"/>.</returns>
    protected bool LeaveConcurrent(ref CallFrame frame, int member)
    {
        frame.Context.DomainId = frame.CallerId;
        frame.ServerDomain.EndConcurrent();
        return frame.ServerDomain.Entry.Attention == 0 || LeaveWithAttention(ref frame, member);
    }
}
