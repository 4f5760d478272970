namespace Singular.Channels.Testing;

/// <summary>A server did not do what its contract demands. The message has the smallest sequence of calls that shows it, as C#,
/// and the seed.</summary>
public sealed class ContractViolationException(string message) : Exception(message);
