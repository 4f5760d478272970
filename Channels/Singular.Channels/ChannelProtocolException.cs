namespace Singular.Channels;

/// <summary>The caller broke the contract: a member called in a state that forbids it, a re-entrant call, overlapping
/// spans, a value outside its enum, or more data than a call may carry. The call did not reach the server.</summary>
public sealed class ChannelProtocolException(string member, string reason)
    : ChannelException($"{member}: {reason}")
{
    /// <summary>Contract and member, e.g. <c>IFile.Read</c>.</summary>
    public string Member { get; } = member;

    public string Reason { get; } = reason;
}
