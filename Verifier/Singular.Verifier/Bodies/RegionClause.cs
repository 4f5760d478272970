namespace Singular.Verifier.Bodies;

/// <summary>What a clause's handler is for; the values are those of the clause's flags (ECMA-335 II.25.4.6).</summary>
internal enum ClauseKind
{
    Catch = 0,
    Filter = 1,
    Finally = 2,
    Fault = 4,
}

/// <summary>One row of a body's exception table. Ends are exclusive byte offsets; kept in 64 bits so that no sum wraps.</summary>
/// <param name="Kind">What the handler is for.</param>
/// <param name="TryStart">First byte of the protected block.</param>
/// <param name="TryEnd">One past its last byte.</param>
/// <param name="HandlerStart">First byte of the handler.</param>
/// <param name="HandlerEnd">One past its last byte.</param>
/// <param name="Extra">Type token of a catch clause, first byte of the filter of a filter clause.</param>
internal readonly record struct RegionClause(ClauseKind Kind, long TryStart, long TryEnd, long HandlerStart, long HandlerEnd, uint Extra);
