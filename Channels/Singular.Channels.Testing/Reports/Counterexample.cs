namespace Singular.Channels.Testing;

/// <summary>The smallest input that was found to break a property.</summary>
/// <param name="Input">The input.</param>
/// <param name="Reason">What is wrong, and how to see it.</param>
/// <param name="Runs">Inputs tried until the first that broke it, shrinking not counted.</param>
internal sealed record Counterexample<T>(T Input, string Reason, int Runs);
