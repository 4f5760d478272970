namespace Singular.Verifier.Sources;

/// <summary>A place in source code, as the PDB has it.</summary>
/// <param name="File">Path of the source file at the time of compilation; it need not exist here.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record SourcePlace(string File, int Line, int Column);
