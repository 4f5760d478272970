namespace Singular.Verifier.Oracle.Execution;

/// <summary>Something that a program of trials did and a verified one cannot do.</summary>
/// <param name="Trial">Number of the trial that was running.</param>
/// <param name="Kind">Name of the exception, of the broken check, or <c>Signal</c>.</param>
/// <param name="Text">What was found.</param>
internal sealed record Observation(int Trial, string Kind, string Text);
