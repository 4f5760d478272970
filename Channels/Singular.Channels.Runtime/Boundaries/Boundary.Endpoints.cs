using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Endpoints that a client hands over with a call: the server gets a boundary of its own, whose server is the client's domain.</content>
public abstract partial class Boundary<TContract>
{
    /// <summary>A slot for an endpoint that the client hands over; it ends with the client's domain.</summary>
    protected ServerSlot SlotForLent(object endpoint) => SlotFor(Session.Client, endpoint);

    /// <summary>What the server that was entered has open with the client: the endpoints that were handed to it end when it dies.</summary>
    protected ClientSession CallBackSession(ref CallFrame frame) => Session.CallBacksTo(frame.ServerDomain);

    /// <summary>Books an endpoint for the server that was entered.</summary>
    /// <param name="frame">The call's own.</param>
    /// <param name="endpoint">What the server gets.</param>
    /// <param name="before">The argument that was booked before it in this call; null for the first.</param>
    /// <param name="member">Number of the member.</param>
    /// <exception cref="ChannelProtocolException">The server holds too many of this client; the call has gone out again.</exception>
    protected TEndpoint Lend<TEndpoint>(ref CallFrame frame, TEndpoint endpoint, object? before, int member)
        where TEndpoint : Boundary
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.LentBefore = before as Boundary;
        if (!endpoint.Session.TryAdd(endpoint))
            RefuseLoan(ref frame, endpoint, member);
        endpoint.SetTaken(true);
        return endpoint;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseLoan(ref CallFrame frame, Boundary refused, int member)
    {
        Domain server = frame.ServerDomain;
        for (Boundary? lent = refused.LentBefore; lent is not null; lent = lent.LentBefore)
            lent.TakeBack();
        GoOut(ref frame);
        EndPending(ref frame);
        if (!server.IsAlive)
            throw server.DeathOfCall();
        throw new ChannelProtocolException(Members[member].Name, $"more than {ClientSession.MaxEndpoints} endpoints of {Session.Client.Name} open at {ServerName}");
    }
}
