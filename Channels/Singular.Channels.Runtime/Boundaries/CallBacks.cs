namespace Singular.Channels.Runtime;

/// <summary>The endpoints that one life of a server holds of one client. Nobody has to say that the server has died: they end with it.</summary>
internal sealed class CallBacks(Domain server) : PendingWork
{
    /// <summary>The server is the client in it.</summary>
    internal ClientSession Session { get; } = new(server);

    // On a thread of its own: whoever found the death may be inside the very domain that is to be told.
    internal override void Abort() =>
        new Thread(Session.Abandon) { IsBackground = true, Name = $"end of what {server.Name} held" }.Start();

    /// <summary>The client has died, and its endpoints with it.</summary>
    internal void Forget() => server.RemovePending(this);
}
