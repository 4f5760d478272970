namespace Singular.Builder.Compile;

/// <summary>How a tool ended.</summary>
/// <param name="ExitCode">Its exit status; 128 plus the signal's number when a signal ended it.</param>
/// <param name="Lines">What it printed on both streams, without empty lines.</param>
internal sealed record ToolRun(int ExitCode, IReadOnlyList<string> Lines);
