namespace Singular.Builder;

/// <summary>One step of a build, reported when it starts and again when it ends.</summary>
/// <param name="Name">What is done, as a verb and its object: "Compile driver program".</param>
/// <param name="Subject">What it is done to; empty when the name says it all.</param>
/// <param name="State">Where the step is.</param>
/// <param name="Elapsed">Wall-clock time since the step began; zero at the start.</param>
public sealed record BuildStep(string Name, string Subject, BuildStepState State, TimeSpan Elapsed);
