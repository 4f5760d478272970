using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Endpoints that come with a request. Calls of them go back through a channel of their own, in which the two ends have changed places.</content>
public sealed partial class ServerLoop
{
    /// <summary>Those that the present request named.</summary>
    private readonly List<ClientEndpoint> _received = [];
    private AnswerStatus _untaken;
    private ClientChannel? _callBacks;

    /// <summary>The channel on which endpoints that came with a request are called; used by generated code.</summary>
    /// <exception cref="MalformedMessageException">There is none: the contract takes no endpoints.</exception>
    public ClientChannel CallBacks =>
        _callBacks ?? throw new MalformedMessageException("an endpoint on a channel without a way back");

    /// <summary>Pairs two channels between the same two ends, one for each direction: endpoints that are handed over in the requests of either are called
    /// through the other. Each end does so, once, before anything is sent.</summary>
    public void PairWith(ClientChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _callBacks = channel;
        channel.PairWith(this);
    }

    /// <summary>Notes an endpoint that was read from the request; called by generated code. What its number means is the sender's business: it reaches
    /// nothing but what the sender has in its own table.</summary>
    public void Receive(ClientEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _received.Add(endpoint);
    }

    /// <returns>The endpoint's number; null when the client holds as many as it may.</returns>
    internal uint? TryAddObject(ServerEndpoint endpoint)
    {
        endpoint.Boundary.Carrier = _context;
        return _objects.Add(endpoint);
    }

    internal void RemoveObject(uint number) => _objects.Remove(number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginRequest()
    {
        // Without a way back no endpoint can come, and no request can be part of a call of this side: most channels.
        if (_callBacks is null)
            return;
        _context!.CarriesInCall = (_head.Flags & RequestHead.InCallFlag) != 0;
        _untaken = AnswerStatus.Ok;
        _received.Clear();
    }

    /// <summary>A driver gets all endpoints of a request or none: where it got none the client keeps them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteUntaken()
    {
        if (_callBacks is not null && _received.Count != 0 && _received.Exists(static endpoint => !endpoint.IsTaken))
            _untaken = AnswerStatus.EndpointsNotTaken;
    }
}
