namespace Singular.Manifests;

/// <summary>Something that a verifier found in a package.</summary>
/// <param name="Code">The verifier's name for it.</param>
/// <param name="Where">Assembly, method and IL offset.</param>
/// <param name="What">What was found and what was expected.</param>
/// <param name="MayBeWaived">True for type-safety and static contract findings, which a rule may waive for process
/// placement.</param>
public sealed record VerificationFinding(string Code, string Where, string What, bool MayBeWaived)
{
    /// <summary>What the owner can do about findings of one package. A process can take what only type safety or a contract's rule forbids; it is
    /// said in full, so that nobody has to look for it.</summary>
    /// <param name="package">The package's id.</param>
    /// <param name="findings">All of them.</param>
    /// <param name="last">What has to be done behind it; empty for nothing.</param>
    internal static string Remedy(string package, IReadOnlyList<VerificationFinding> findings, string last)
    {
        string[] never = [.. findings.Where(finding => !finding.MayBeWaived).Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)];
        return never.Length == 0
            ? $"correct the driver; or, if you accept the risk, a process takes it as it is: singular policy set {package} --place process --with waive=verification (the line package={package} -> process waive=verification){last}"
            : $"correct the driver; no placement takes it, because no rule can waive {string.Join(", ", never)}";
    }

    /// <summary>One line, escaped.</summary>
    public override string ToString() => $"{SafeText.Escape(Code)}: {SafeText.Escape(Where)}: {SafeText.Escape(What)}";
}
