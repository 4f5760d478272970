namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call that waits for its completion.</summary>
internal abstract class PendingCall
{
    internal ulong Ticket;

    internal abstract void Complete(ref WireReader reader, ClientChannel channel);

    internal abstract void Fail(Exception exception);
}
