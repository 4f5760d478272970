namespace Singular.Channels.Testing;

/// <summary>What came of a sequence.</summary>
/// <param name="Violation">What the server did wrong; null when nothing.</param>
/// <param name="Script">The sequence as statements.</param>
/// <param name="Observations">What the client saw, a line for each step.</param>
/// <param name="Completions">What asynchronous calls gave in the end, by the number of the call.</param>
/// <param name="Calls">Calls made.</param>
internal sealed record RunResult(
    string? Violation, IReadOnlyList<string> Script, IReadOnlyList<string> Observations, IReadOnlyDictionary<int, string> Completions, int Calls);
