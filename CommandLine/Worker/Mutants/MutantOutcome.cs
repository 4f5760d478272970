using Singular.Kernel.Checking.Mutants;

namespace Singular.Worker.Mutants;

/// <summary>One mutant and what became of it.</summary>
/// <param name="Driver">Id of the driver.</param>
/// <param name="Mutant">The change.</param>
/// <param name="End">What became of it.</param>
/// <param name="How">What the check said, in a line; empty for a survivor.</param>
internal sealed record MutantOutcome(string Driver, Mutant Mutant, MutantEnd End, string How);
