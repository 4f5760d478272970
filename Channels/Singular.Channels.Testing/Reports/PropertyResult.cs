namespace Singular.Channels.Testing;

/// <summary>What came of one property.</summary>
/// <param name="Name">What has to hold.</param>
/// <param name="Runs">Inputs tried.</param>
/// <param name="Calls">Calls made for them; null where nobody counts, as those that a law makes itself.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Violation">The smallest input that breaks it and why; null when it held.</param>
public sealed record PropertyResult(string Name, int Runs, long? Calls, TimeSpan Time, string? Violation);
