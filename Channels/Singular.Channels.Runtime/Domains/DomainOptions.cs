namespace Singular.Channels.Runtime;

/// <summary>What is known of a driver before its domain is made.</summary>
[Flags]
public enum DomainOptions
{
    None = 0,

    /// <summary>The driver's code awaits something, so each call into it must run under the domain's own
    /// <see cref="SynchronizationContext"/>. Without this a call saves the switch; a driver without compiler-made async state
    /// machines cannot tell the difference.</summary>
    UsesAwait = 1,
}
