namespace Singular.Channels.Runtime;

/// <summary>What a client holds in place of a server's object. The generated class implements the contract and overrides
/// nothing of <see cref="object"/>. The protected members are for generated code, which is the only heir.</summary>
public abstract partial class Boundary
{
    /// <summary>The protocol state of an endpoint that was ended by its client; no member allows it.</summary>
    public const int EndedState = 31;

    /// <summary>How long a repeatable request waits for its server to come back; less than the default time limit of a call,
    /// so that whoever waits is not held to be faulty itself.</summary>
    internal const int RestartWaitMilliseconds = 2_000;

    /// <summary>Why a call was refused that would have waited for itself, behind the name of who waits.</summary>
    internal const string Circle = "waits for a call that this one is part of; it cannot be called before that has ended";

    /// <summary>Bit n: the protocol is in state n. One bit is set, so that a call is checked with one instruction.</summary>
    internal uint StateBit = 1;

    private protected Boundary(ServerSlot slot, ClientSession session)
    {
        Slot = slot;
        Session = session;
    }

    /// <summary>Name of the server, e.g. <c>RamDisk#0</c>.</summary>
    public string ServerName => Slot.ServerName;

    /// <summary>What the client of this boundary has open with the server.</summary>
    public ClientSession Session { get; }

    internal ServerSlot Slot { get; }

    /// <summary>Of the thread of the far end of a channel, which makes the calls and sends on what they give; null where there is none, or the thread
    /// has not begun.</summary>
    internal CallContext? Carrier { get; set; }

    /// <summary>Members in the order of the contract; the index is the member's number.</summary>
    protected abstract MemberShape[] Members { get; }

    internal MemberShape[] Shapes => Members;

    /// <summary>Of an endpoint that was handed over with a call: the one before it in that call.</summary>
    internal Boundary? LentBefore { get; set; }

    /// <summary>What is called is another boundary: its domain has handed on an endpoint that it was given.</summary>
    internal bool LeadsOn => Slot.Current?.Target is Boundary or IWatchedBoundary;

    /// <summary>A report of what is called, under the names that the client knows.</summary>
    internal ChannelException Renamed(Exception report, Domain server, int member) => report switch
    {
        ChannelProtocolException refused => new ChannelProtocolException(Members[member].Name, refused.Reason),
        NotInThisVersionException older => new NotInThisVersionException(Members[member].Name, older.ServerMinor, older.WantedMinor),
        _ when !server.IsAlive => server.DeathOfCall(),
        ChannelFaultException fault => new ChannelFaultException(ServerName, fault.Code),
        _ => new ChannelClosedException(ServerName),
    };

    /// <summary>Ends this endpoint on behalf of a client that died: calls the member that ends it, if it takes no arguments.</summary>
    internal void Abandon()
    {
        if (HasEnded)
            return;
        try
        {
            CallEnd();
        }
        catch (ChannelException)
        {
            // The server died in it, or the protocol forbids ending here: either way nobody is left to be told.
        }
        StateBit = 1u << EndedState;
        Session.Remove(this);
    }

    /// <summary>Nobody got the endpoint: it is gone without a call of the member that ends it.</summary>
    internal void TakeBack()
    {
        SetTaken(false);
        StateBit = 1u << EndedState;
        Session.Remove(this);
    }

    /// <summary>Says at the far end of a channel whether the driver gets an endpoint that a request named.</summary>
    internal void SetTaken(bool isTaken)
    {
        if (Slot.Current?.Target is ClientEndpoint stub)
            stub.IsTaken = isTaken;
    }

    /// <summary>The endpoint was ended.</summary>
    internal bool HasEnded => StateBit == 1u << EndedState;

    /// <summary>Calls the member that ends the endpoint; does nothing where the contract has none.</summary>
    protected virtual void CallEnd()
    {
    }

    /// <summary>Calls the member that ends the endpoint on the server's object, where that takes nothing and gives nothing.</summary>
    protected virtual void EndTarget(object target)
    {
    }

    /// <summary>The caller gave something that the contract forbids.</summary>
    /// <exception cref="ChannelProtocolException">Always.</exception>
    protected void RefuseArgument(int member, int parameter, string reason) =>
        throw new ChannelProtocolException(Members[member].Name, $"{Members[member].Parameters[parameter]}: {reason}");

    /// <summary>The spans and strings of a call must fit into <see cref="ChannelLimits.MaxCallBytes"/>.</summary>
    /// <param name="member">Number of the member.</param>
    /// <param name="bytes">What they come to.</param>
    protected void CheckCallBytes(int member, long bytes)
    {
        if (bytes > ChannelLimits.MaxCallBytes)
            RefuseSize(member, bytes);
    }

    /// <summary>Two spans of the call overlap.</summary>
    protected void RefuseOverlap(int member, int first, int second) =>
        throw new ChannelProtocolException(
            Members[member].Name, $"{Members[member].Parameters[first]} and {Members[member].Parameters[second]} overlap");

    /// <summary>A result is not one that the contract allows: a fault of the server.</summary>
    /// <exception cref="ChannelFaultException">Always.</exception>
    protected void RefuseResult(Domain server, int member)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Condemn(DomainFaultCodes.InvalidResult, $"{Members[member].Name} gave back null, a value outside its enum, or too much data");
        throw server.DeathOfCall();
    }

    /// <summary>Takes the protocol to another state; called before the call leaves the server's domain.</summary>
    /// <param name="state">Number of the state, or <see cref="EndedState"/>.</param>
    protected void Move(int state)
    {
        StateBit = 1u << state;
        if (state == EndedState)
            Session.Remove(this);
    }

    /// <summary>A slot for an endpoint that a server gave; the endpoint ends with the domain.</summary>
    protected static ServerSlot SlotFor(Domain server, object endpoint) => new(server, endpoint);

    /// <summary>Books a new endpoint for the client.</summary>
    /// <exception cref="ChannelProtocolException">The client holds too many; the endpoint has been ended again.</exception>
    protected TBoundary Admit<TBoundary>(TBoundary endpoint, int member)
        where TBoundary : Boundary
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (Session.TryAdd(endpoint))
            return endpoint;
        // Of an asynchronous call the answer comes inside the server's domain, which a call to end the endpoint could not enter. It is rare.
        new Thread(endpoint.Abandon) { IsBackground = true, Name = "end of an endpoint" }.Start();
        if (Session.IsAbandoned)
            throw new ChannelClosedException(ServerName);
        throw new ChannelProtocolException(Members[member].Name, $"more than {ClientSession.MaxEndpoints} endpoints open at one server");
    }

    private void RefuseSize(int member, long bytes) =>
        throw new ChannelProtocolException(
            Members[member].Name, $"{bytes} bytes of spans and strings; a call carries at most {ChannelLimits.MaxCallBytes}");
}
