namespace Singular.Bench;

/// <summary>One measured row.</summary>
/// <param name="Name">The row's short name, e.g. <c>getpid</c>.</param>
/// <param name="Value">What was measured: instructions per operation under <c>-icount</c>, else nanoseconds.</param>
/// <param name="Count">Number of operations that the value is the mean of.</param>
/// <param name="Crossings">What the instruction count hides, per operation; null where the system cannot say.</param>
public sealed record Figure(string Name, double Value, int Count, Crossings? Crossings);
