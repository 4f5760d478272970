namespace Singular.Channels.Runtime;

/// <summary>An asynchronous call that waits for its completion.</summary>
internal abstract class PendingCall
{
    /// <summary>What names it in the channel: its place in the table in the low 8 bits, a number that is never used twice above.</summary>
    internal ulong Ticket;

    /// <summary>Stands at the end of the continuations of a call that is done.</summary>
    protected static readonly object Done = new();

    /// <summary>The value has come. Called once, by the thread that takes completions; it runs no code of the client.</summary>
    internal abstract void Complete(ref WireReader reader, ClientChannel channel);

    /// <summary>No value will come. Called once at most, like <see cref="Complete"/>.</summary>
    internal abstract void Fail(Exception exception);
}
