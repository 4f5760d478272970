namespace Singular.Manifests;

/// <summary>Something that a verifier found in a package.</summary>
/// <param name="Code">The verifier's name for it.</param>
/// <param name="Where">Assembly, method and IL offset.</param>
/// <param name="What">What was found and what was expected.</param>
/// <param name="MayBeWaived">True for type-safety and static contract findings, which a rule may waive for process
/// placement.</param>
public sealed record VerificationFinding(string Code, string Where, string What, bool MayBeWaived)
{
    /// <summary>One line, escaped.</summary>
    public override string ToString() => $"{SafeText.Escape(Code)}: {SafeText.Escape(Where)}: {SafeText.Escape(What)}";
}
