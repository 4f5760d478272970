using Singular.Builder;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>A program of woven mutants and their trials.</summary>
/// <param name="Entry">The assembly with the trials and the entry point.</param>
/// <param name="Assemblies">The woven mutants and the oracle's runtime library.</param>
/// <param name="Trials">The trials by number.</param>
/// <param name="Mutants">How many mutants have at least one trial.</param>
/// <param name="NotHarmless">Mutants left out because of what they call.</param>
/// <param name="WithoutInputs">Mutants left out because no inputs could be made.</param>
/// <param name="NotWoven">Mutants left out because the metadata library could not write them again.</param>
internal sealed record TrialProgram(
    AssemblyFile Entry, IReadOnlyList<AssemblyFile> Assemblies, IReadOnlyList<Trial> Trials, int Mutants, int NotHarmless, int WithoutInputs, int NotWoven);
