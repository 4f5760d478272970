namespace Singular.Verifier;

/// <summary>A limit of <see cref="VerificationLimits"/> was reached. It never leaves <see cref="AssemblyVerifier"/>: it becomes a refusing finding.</summary>
public sealed class VerificationLimitException(string limit, long value)
    : Exception($"limit reached: {limit} ({value})")
{
    /// <summary>The name of what was limited.</summary>
    public string Limit { get; } = limit;

    /// <summary>The limit's value in its own unit.</summary>
    public long Value { get; } = value;
}
