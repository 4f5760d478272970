namespace Singular.Channels.Runtime;

/// <summary>What a boundary or a stub has to know of a contract's member away from the fast path.</summary>
/// <param name="Name">Contract and member for messages, e.g. <c>IFile.Read</c>.</param>
/// <param name="States">Bit n: the member may be called in state n.</param>
/// <param name="IsRepeatable">The request may be sent again to a restarted server.</param>
/// <param name="LimitMilliseconds">See <see cref="TimeLimitAttribute"/>.</param>
/// <param name="Parameters">Parameter names, for messages.</param>
public sealed record MemberShape(string Name, uint States, bool IsRepeatable, int LimitMilliseconds, string[] Parameters);
