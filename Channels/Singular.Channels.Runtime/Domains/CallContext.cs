namespace Singular.Channels.Runtime;

/// <summary>What the boundaries keep of one thread. Everything that a call needs of its thread lies here, so that the fast path
/// makes one thread-local access.</summary>
internal sealed class CallContext
{
    [ThreadStatic]
    private static CallContext? t_current;

    private static int s_lastId;

    /// <summary>Never 0; owner word of the domains that this thread is in.</summary>
    internal readonly int Id = Interlocked.Increment(ref s_lastId);

    /// <summary><see cref="Domain.Id"/> of the domain whose code this thread runs. A number, not a reference, because it is
    /// written twice in every call and a reference would cost a write barrier each time.</summary>
    internal int DomainId;

    internal static CallContext Current => t_current ?? Create();

    private static CallContext Create() => t_current = new CallContext();
}
