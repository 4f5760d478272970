using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle;

/// <summary>An accepted mutant that did what no verified program can do.</summary>
/// <param name="Kind">Name of the exception, <c>WrongType</c>, <c>DeadFrame</c>, <c>StrayWrite</c>, <c>Signal</c>, <c>CompilerThrows</c> or <c>CompilerFails</c>.</param>
/// <param name="Runtime">Where: <c>.NET</c> or <c>ilc</c>.</param>
/// <param name="Method">The method that was called or compiled.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Mutant">Number of the mutant, or of the first in its file.</param>
/// <param name="MutantKind">What was changed.</param>
/// <param name="File">Where the verified file is kept; its IL lies beside it.</param>
public sealed record Hole(string Kind, string Runtime, string Method, string Text, long Mutant, MutantKind MutantKind, string File)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} on {Runtime} in mutant {Mutant} ({MutantKind}), {Method}: {Text}; kept as {File}";
}
