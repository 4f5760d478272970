namespace Singular.Verifier.Reports;

/// <summary>What there is to say about a finding's code.</summary>
/// <param name="Code">Its name.</param>
/// <param name="Area">The family of rules.</param>
/// <param name="Meaning">What the rule is and why.</param>
/// <param name="Bad">An example that breaks it.</param>
/// <param name="Good">Its nearest valid neighbour.</param>
public sealed record CodeEntry(string Code, FindingArea Area, string Meaning, string Bad, string Good)
{
    /// <summary>What <c>singular explain CODE</c> prints.</summary>
    public override string ToString() =>
        $"{Code} ({Area})\n  {Meaning}\n  bad:  {Bad}\n  good: {Good}";
}
