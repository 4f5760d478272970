namespace Singular.Manifests;

/// <summary>How the drivers of a system fit together.</summary>
/// <param name="Findings">Everything that does not fit; empty when all do.</param>
/// <param name="StartOrder">The instances that fit, each behind those that it imports from. One with a finding, and one
/// that needs such a one, is left out.</param>
/// <param name="Bindings">For each instance in <paramref name="StartOrder"/>, who serves its imports, in their order.</param>
public sealed record Resolution(
    IReadOnlyList<DriverFinding> Findings,
    IReadOnlyList<DriverCandidate> StartOrder,
    IReadOnlyDictionary<string, IReadOnlyList<Binding>> Bindings)
{
    /// <exception cref="RefusedException">There are findings.</exception>
    public void ThrowIfRefused()
    {
        if (Findings.Count > 0)
            throw new RefusedException([.. Findings.Select(finding => finding.Refusal)]);
    }
}
