namespace Singular.Channels.Testing;

/// <summary>What came of a sequence.</summary>
/// <param name="Violation">What the server did wrong; null when nothing.</param>
/// <param name="Script">The sequence as statements.</param>
/// <param name="Observations">What the client saw, a line for each step.</param>
/// <param name="Completions">What asynchronous calls gave in the end, by the number of the call.</param>
/// <param name="CallBacks">What the server called inside synchronous calls, by the number of the call.</param>
/// <param name="IsExact">That is all of it, and nothing else.</param>
/// <param name="IsUncertain">What calls gave depended on the moment of the server's own work.</param>
/// <param name="Calls">Calls made.</param>
internal sealed record RunResult(
    string? Violation, IReadOnlyList<string> Script, IReadOnlyList<string> Observations, IReadOnlyDictionary<int, string> Completions,
    IReadOnlyDictionary<int, IReadOnlyList<CallBack>> CallBacks, bool IsExact, bool IsUncertain, int Calls)
{
    /// <summary>The violation is that the server did something else than its model.</summary>
    internal bool IsDifference { get; init; }
}
