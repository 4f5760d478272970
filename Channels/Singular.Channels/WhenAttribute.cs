namespace Singular.Channels;

/// <summary>Says in which states of the contract's protocol a member may be called and what state follows.</summary>
/// <param name="states">The states in which the member may be called.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WhenAttribute(params string[] states) : Attribute
{
    public string[] States { get; } = states;

    /// <summary>The state after the call, declared failures included; null when the state stays.</summary>
    public string? Then { get; init; }

    /// <summary>The state after a declared failure where it differs from <see cref="Then"/>; null when it does not.</summary>
    public string? ThenOnFailure { get; init; }
}
