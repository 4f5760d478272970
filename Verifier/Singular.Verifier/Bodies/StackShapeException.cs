namespace Singular.Verifier.Bodies;

/// <summary>The stack has not what an instruction needs; the fault is reported, the rest of the block has no meaning.</summary>
internal sealed class StackShapeException : Exception;
