namespace Singular.Kernel.Supervision;

/// <summary>What came of a request to the supervisor.</summary>
/// <param name="Done">True when what was asked for has happened.</param>
/// <param name="Text">One sentence for people.</param>
public readonly record struct Outcome(bool Done, string Text);
