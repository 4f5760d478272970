using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>An accepted file to be run, with one or more mutants in it.</summary>
/// <param name="Number">Number of its first mutant.</param>
/// <param name="Seed">Name of the seed.</param>
/// <param name="Kind">What was changed.</param>
/// <param name="File">The verified bytes.</param>
/// <param name="Methods">Metadata tokens of the changed methods, one a mutant; empty when the one mutant is the whole file.</param>
/// <param name="Change">What was changed, for reports.</param>
internal sealed record ExecutionUnit(long Number, string Seed, MutantKind Kind, byte[] File, IReadOnlyList<uint> Methods, string Change)
{
    /// <summary>How many mutants are in it.</summary>
    public int Mutants => Math.Max(1, Methods.Count);
}
