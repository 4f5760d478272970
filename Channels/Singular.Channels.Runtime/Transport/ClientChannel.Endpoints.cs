using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Endpoints that go to the server with a request. Calls of them come back through a channel of their own, in which the two ends have changed
/// places.</content>
public sealed partial class ClientChannel
{
    /// <summary>Those in the request that is being written or under way; guarded by the channel, which has one request at a time.</summary>
    private readonly List<(uint Object, Boundary Boundary)> _lent = [];
    private ServerLoop? _callBacks;

    private bool HasLent => _lent.Count != 0;

    /// <summary>Says where calls of endpoints that are handed over come in. Once, before the first call.</summary>
    internal void PairWith(ServerLoop callBacks) => _callBacks = callBacks;

    /// <summary>Gives an endpoint a number for the request that is being written. The caller has the channel.</summary>
    /// <exception cref="ChannelProtocolException">The server's process holds as many as it may: nothing of the request is handed over.</exception>
    internal uint Lend(ServerEndpoint endpoint)
    {
        if (_callBacks?.TryAddObject(endpoint) is { } number)
        {
            _lent.Add((number, endpoint.Boundary));
            return number;
        }
        endpoint.Boundary.TakeBack();
        TakeBackLent();
        throw _callBacks is null
            ? new ChannelProtocolException("an endpoint", $"the channel to {_server.Name} was made without a way back for calls of endpoints")
            : new ChannelProtocolException("an endpoint", $"more than {ClientSession.MaxEndpoints} endpoints open at {_server.Name}");
    }

    /// <summary>What was handed over with a request whose answer says that the driver did not get it is here again.</summary>
    /// <param name="status">As it came; afterwards without what it says of endpoints.</param>
    /// <exception cref="MalformedMessageException">The other end has used it.</exception>
    internal void TakeBackUnread(ref AnswerStatus status)
    {
        bool isUntaken = (status & AnswerStatus.EndpointsNotTaken) != 0;
        status &= ~AnswerStatus.EndpointsNotTaken;
        if (status == AnswerStatus.Unread)
            Buffers.TakeBack();
        if (isUntaken || status == AnswerStatus.Unread)
            TakeBackLent();
    }

    /// <summary>Only in a pair of channels can a request be part of a call of the other side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Origin() => _callBacks is not null && CallContext.Current.IsCarrying ? RequestHead.InCall : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginLending()
    {
        if (_callBacks is not null)
            _lent.Clear();
    }

    private void TakeBackLent()
    {
        foreach ((uint number, Boundary boundary) in _lent)
        {
            _callBacks!.RemoveObject(number);
            boundary.TakeBack();
        }
        _lent.Clear();
    }
}
