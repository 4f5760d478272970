namespace Singular.Verifier.Oracle.Execution;

/// <summary>One call of a method of a mutant with inputs.</summary>
/// <param name="Unit">The file that the mutant is in.</param>
/// <param name="Method">Metadata token of the called method in the verified file.</param>
/// <param name="Name">The method's full name.</param>
internal sealed record Trial(ExecutionUnit Unit, uint Method, string Name);
