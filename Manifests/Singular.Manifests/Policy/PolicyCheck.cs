namespace Singular.Manifests;

/// <summary>Finds what in a policy can have no effect, and which drivers it says nothing about.</summary>
public static class PolicyCheck
{
    /// <param name="policy">The policy.</param>
    /// <param name="trust">Whom the owner trusts: a rule may name a signer that is not there.</param>
    /// <param name="installed">What is installed.</param>
    /// <returns>In the order of lines, then of drivers; empty when all is well.</returns>
    public static IReadOnlyList<PolicyFinding> Run(Policy policy, TrustStore trust, InstalledSet installed)
    {
        var findings = new List<PolicyFinding>();
        findings.AddRange(policy.FindShadows().Select(shadow => new PolicyFinding(shadow.Rule.Line, $"{shadow.Rule}: never decides, line {shadow.HiddenBy.Line} matches all that it matches: {shadow.HiddenBy}")));
        foreach (PolicyRule rule in policy.Rules)
            findings.AddRange(rule.Conditions.Where(condition => !CanHold(condition, trust)).Select(condition => new PolicyFinding(rule.Line, $"{rule}: can never match, {condition} holds for nobody in the trust file")));
        foreach (PolicyBind bind in policy.Binds)
        {
            InstalledDriver? importer = installed.Drivers.FirstOrDefault(driver => driver.Manifest.Id == bind.Driver || driver.Manifest.FirstInstance == bind.Driver);
            if (importer is null)
                findings.Add(new PolicyFinding(bind.Line, $"{bind}: no installed driver is called {bind.Driver}"));
            else if (importer.Manifest.Imports.All(import => import.Parameter != bind.Parameter))
                findings.Add(new PolicyFinding(bind.Line, $"{bind}: {bind.Driver} imports nothing by the name {bind.Parameter}"));
        }
        findings.Sort((left, right) => left.Line.CompareTo(right.Line));
        findings.AddRange(installed.Drivers.Where(driver => policy.Decide(driver.Subject).Rule is null)
            .Select(driver => new PolicyFinding(0, $"{driver.Manifest.Id}: no rule is about it, so the default holds: it runs in a process")));
        return findings;
    }

    private static bool CanHold(PolicyCondition condition, TrustStore trust)
    {
        IEnumerable<TrustedSigner> signers = trust.Signers.Where(signer => signer.Role is TrustRole.Signer or TrustRole.Authority);
        return condition.Kind switch
        {
            // A certificate under an authority is known by its fingerprint only when it is seen.
            PolicyConditionKind.Signer => condition.Text.Split(',').Any(value => Fingerprint.TryParse(value, out Fingerprint print)
                ? signers.Any(signer => signer.Fingerprint == print || signer.Role == TrustRole.Authority)
                : NamePattern.TryParse(value, out NamePattern pattern) && signers.Any(signer => pattern.Matches(signer.Name))),
            PolicyConditionKind.Countersigned => CanVouch(condition, trust, TrustRole.Repository),
            PolicyConditionKind.Attested => CanVouch(condition, trust, TrustRole.Attest),
            _ => true,
        };
    }

    private static bool CanVouch(PolicyCondition condition, TrustStore trust, TrustRole role) => condition.Text.Split(',').Any(value => value == "no"
        || trust.Signers.Any(signer => signer.Role == role && (value == "yes" || (NamePattern.TryParse(value, out NamePattern pattern) && pattern.Matches(signer.Name)))));
}
