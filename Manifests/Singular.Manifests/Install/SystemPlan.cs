namespace Singular.Manifests;

/// <summary>What an image of the installed drivers looks like under the policy: what the builder makes.</summary>
/// <param name="Drivers">All installed drivers with their decisions.</param>
/// <param name="Resolution">How those that may run fit together.</param>
public sealed record SystemPlan(IReadOnlyList<PlacedDriver> Drivers, Resolution Resolution)
{
    public static SystemPlan Of(InstalledSet installed, Policy policy, TrustStore trust)
    {
        var drivers = new List<PlacedDriver>();
        foreach (InstalledDriver driver in installed.Drivers)
        {
            PolicyDecision decision = policy.Decide(driver.Subject);
            var refusals = new List<Refusal>(Policy.CheckGrants(driver.Subject, decision));
            if (decision.Placement != Placement.Deny && driver.Certificates.FirstOrDefault(trust.Revoked.ContainsKey) is var print && trust.Revoked.TryGetValue(print, out string? reason))
                refusals.Add(new Refusal(RefusalCode.CertificateRevoked, driver.Manifest.Id, $"certificate {print}, on which its signature stands, is revoked{(reason.Length == 0 ? "" : $": {reason}")}", "install a package that is signed with another key, or remove it"));
            if (driver.LaterFindings.Count > 0 && decision.Placement != Placement.Deny)
                refusals.AddRange(RefuseLaterFindings(driver, decision));
            else if (!driver.IsVerified && (decision.Placement == Placement.Kernel || !decision.Options.WaivesVerification) && decision.Placement != Placement.Deny)
            {
                refusals.Add(new Refusal(RefusalCode.VerificationFailed, driver.Manifest.Id, $"it was installed with findings waived for process placement, and {decision.RuleText} does not allow that",
                    $"place it in a process: package={driver.Manifest.Id} -> process waive=verification"));
            }
            drivers.Add(new PlacedDriver(driver, decision, refusals));
        }
        IEnumerable<DriverCandidate> candidates = drivers.Select(placed => new DriverCandidate(placed.Driver.Manifest.FirstInstance, placed.Driver.Manifest,
            placed.Refusals.Count == 0 ? placed.Decision.Placement : Placement.Deny));
        return new SystemPlan(drivers, Resolver.Resolve(candidates, policy.Binds));
    }

    private static IEnumerable<Refusal> RefuseLaterFindings(InstalledDriver driver, PolicyDecision decision)
    {
        bool isWaived = decision.Options.WaivesVerification && decision.Placement == Placement.Process;
        string remedy = VerificationFinding.Remedy(driver.Manifest.Id, driver.LaterFindings, "");
        return driver.LaterFindings.Where(finding => !isWaived || !finding.MayBeWaived).Select(finding => new Refusal(
            RefusalCode.VerificationFailed, $"{driver.Manifest.Id}: {finding.Where}",
            $"{finding.Code}: {finding.What}; the verifier judges by other rules than when it was installed", remedy));
    }

    /// <summary>Why drivers are left out; empty when all that may run fit together.</summary>
    public IReadOnlyList<Refusal> Refusals => [.. Drivers.SelectMany(placed => placed.Refusals), .. Resolution.Findings.Select(finding => finding.Refusal)];

    /// <summary>For each driver of the image how it runs, in words, by package id.</summary>
    public IReadOnlyDictionary<string, string> Summary() => Summarize(ToImageRecord(candidate => candidate.Instance));

    /// <summary>For each driver of an image how it runs, in words, by package id.</summary>
    public static IReadOnlyDictionary<string, string> Summarize(ImageRecord image) => image.Drivers.ToDictionary(
        driver => driver.Manifest.Id,
        driver => $"{driver.Manifest.Version} in {driver.Placement.ToName()} placement, restart {driver.Restart}, {(driver.DemoteAfter == 0 ? "" : $"after {driver.DemoteAfter} faults in a process, ")}{(driver.MemoryLimitBytes == 0 ? "no memory ceiling" : $"memory {ByteSizes.ToText(driver.MemoryLimitBytes)}")}"
            + (driver.WorkLimitMilliseconds == 0 ? "" : $", work {driver.WorkLimitMilliseconds} ms") + (driver.ProcessorLimitPercent == 0 ? "" : $", processor {driver.ProcessorLimitPercent} %")
            + string.Concat(driver.Bindings.Select(binding => $", {binding.Parameter} = {binding.Provider}")),
        StringComparer.Ordinal);

    /// <summary>Makes the record of an image.</summary>
    /// <param name="program">Gives the name of the boot-image entry of a process-placed instance.</param>
    public ImageRecord ToImageRecord(Func<DriverCandidate, string> program)
    {
        var records = new List<DriverRecord>();
        foreach (DriverCandidate candidate in Resolution.StartOrder)
        {
            PlacedDriver placed = Drivers.First(driver => driver.Driver.Manifest.Id == candidate.Manifest.Id);
            records.Add(new DriverRecord
            {
                Instance = candidate.Instance,
                PackageSha256 = placed.Driver.PackageSha256,
                Placement = candidate.Placement,
                Rule = placed.Decision.RuleText,
                Signer = placed.Driver.Subject.Signer,
                Restart = placed.Decision.Restart,
                DemoteAfter = candidate.Placement == Placement.Kernel ? placed.Decision.Options.DemoteAfter ?? 0 : 0,
                AssembliesSha256 = placed.Driver.AssembliesSha256,
                Checks = placed.Driver.Checks,
                IsVerified = placed.Driver.IsVerified,
                Validity = placed.Driver.Validity,
                MemoryLimitBytes = placed.Decision.Options.MemoryBytes ?? 0,
                WorkLimitMilliseconds = placed.Decision.Options.WorkMilliseconds ?? 0,
                ProcessorLimitPercent = placed.Decision.Options.ProcessorPercent ?? 0,
                Bindings = Resolution.Bindings[candidate.Instance],
                Program = candidate.Placement == Placement.Process || placed.Decision.Options.DemoteAfter > 0 ? program(candidate) : "",
                Manifest = candidate.Manifest,
            });
        }
        return new ImageRecord(records);
    }
}
