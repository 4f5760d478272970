namespace Singular.Manifests;

/// <summary>A step of a protocol.</summary>
/// <param name="From">The state in which the members may be called.</param>
/// <param name="To">The state after them; the same where the state stays.</param>
/// <param name="Members">Their names; <c>NAME fails</c> for a declared failure that leads elsewhere.</param>
public sealed record ProtocolStep(string From, string To, IReadOnlyList<string> Members);
