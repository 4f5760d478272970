namespace Singular.Verifier.Ownership.Flow;

/// <summary>The analysis of a method cannot go on; the message says why, for the finding that refuses the method.</summary>
internal sealed class FlowShapeException(string message) : Exception(message);
