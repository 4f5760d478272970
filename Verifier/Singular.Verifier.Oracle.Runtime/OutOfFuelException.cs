namespace Singular.Verifier.Oracle.Runtime;

/// <summary>A trial is over because it has run long enough.</summary>
public sealed class OutOfFuelException : Exception;
