namespace Singular.Verifier;

/// <summary>What one verification found. An assembly is accepted only when there is no finding at all.</summary>
/// <param name="AssemblyName">Full name of the assembly, empty when it could not be read that far.</param>
/// <param name="Findings">All findings in a fixed order: phase, then type, then method, then IL offset.</param>
/// <param name="MethodsVerified">Number of method bodies that went through body verification.</param>
public sealed record VerificationResult(string AssemblyName, IReadOnlyList<Finding> Findings, int MethodsVerified)
{
    /// <summary>True when nothing was found.</summary>
    public bool IsAccepted => Findings.Count == 0;
}
