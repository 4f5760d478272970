namespace Singular.Manifests;

/// <summary>Installs packages: authenticate, parse under limits, verify, check against policy and the other drivers, re-emit,
/// store. A set goes in whole or not at all.</summary>
/// <param name="root">Keys, trust, policy and store.</param>
/// <param name="verifier">The verification steps.</param>
/// <param name="compiler">The re-emit step.</param>
/// <param name="contractFolders">Where the contract assemblies, <c>Singular.Channels</c> and the SDK lie.</param>
/// <param name="clock">Gives the moment at which certificates have to be valid.</param>
public sealed class Installer(Root root, IPackageVerifier verifier, IPackageCompiler compiler, IReadOnlyList<string> contractFolders, TimeProvider clock)
{
    /// <summary>Installs package files as one set.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="RefusedException">A package or the set is refused; the store is as it was.</exception>
    public InstallPlan Install(IReadOnlyList<string> paths, InstallOptions options)
    {
        using StoreLock held = root.Store.Lock();
        InstallPlan plan = Plan(paths, options);
        if (plan.Drivers.Count == 0)
            return plan;
        DateTimeOffset now = Now();
        var installed = new List<InstalledDriver>();
        foreach (PlannedDriver driver in plan.Drivers)
        {
            root.Store.AddPackage(held, driver.Package);
            installed.Add(new InstalledDriver
            {
                Manifest = driver.Package.Manifest,
                PackageSha256 = driver.Package.Sha256,
                AssembliesSha256 = root.Store.AddAssemblies(held, driver.Assemblies),
                SignerName = driver.Authorization.Signer.Name,
                SignerFingerprint = driver.Signature.Fingerprint,
                InstalledAt = now,
                ValidAt = driver.Authorization.StampedBy.Length == 0 ? now : driver.Authorization.ValidAt,
                StampedBy = driver.Authorization.StampedBy,
                Countersigner = driver.Authorization.Countersigner,
                Certificates = driver.Authorization.Certificates,
                WaivedCodes = string.Join(',', driver.Waived.Select(finding => SafeText.Escape(finding.Code)).Distinct().Order(StringComparer.Ordinal)),
                IsVerified = driver.Waived.Count == 0,
            });
        }
        root.Store.Install(held, plan.Before.Next(plan.Before.With(installed), "install", now, root.Policy()));
        return plan;
    }

    /// <summary>Runs every step but the last: a dry run.</summary>
    /// <inheritdoc cref="Install"/>
    public InstallPlan Plan(IReadOnlyList<string> paths, InstallOptions options)
    {
        InstalledSet before = root.Store.Installed();
        TrustStore trust = root.Trust();
        Policy policy = root.Policy();
        var planned = new List<PlannedDriver>();
        var unchanged = new List<InstalledDriver>();
        foreach (string path in paths)
        {
            byte[] bytes = PackageReader.ReadFile(path);
            AuthorSignature signature = SignatureCheck.Check(bytes);
            DriverPackage package = PackageReader.Read(bytes);
            SignerAuthorization authorization = trust.Authorize(signature, package.Id, Now(), path);
            InstalledDriver? old = before.Find(package.Id);
            if (old?.PackageSha256 == package.Sha256)
            {
                unchanged.Add(old);
                continue;
            }
            CheckReplacement(package, old, options);
            if (planned.Any(other => other.Package.Id == package.Id))
                throw new RefusedException(RefusalCode.VersionInstalled, path, $"the set has {package.Id} twice", "name each driver once");
            planned.Add(Plan(path, package, signature, authorization, old, policy));
        }
        Resolution resolution = Fit(before, planned, policy);
        return new InstallPlan(planned, unchanged, before, resolution);
    }

    /// <summary>Takes drivers away.</summary>
    /// <exception cref="RefusedException"><c>NotInstalled</c>, or <c>ContractMissing</c> when a driver that stays needs one of
    /// them.</exception>
    public InstalledSet Remove(IReadOnlyList<string> packageIds)
    {
        using StoreLock held = root.Store.Lock();
        InstalledSet before = root.Store.Installed();
        foreach (string id in packageIds)
        {
            if (before.Find(id) is null)
                throw new RefusedException(RefusalCode.NotInstalled, id, "no driver of this name is installed", "see singular list");
        }
        Policy policy = root.Policy();
        InstalledSet after = before.Next(before.Drivers.Where(driver => !packageIds.Contains(driver.Manifest.Id)), "remove", Now(), policy);
        TrustStore trust = root.Trust();
        RefuseNewFindings(SystemPlan.Of(before, policy, trust).Resolution, SystemPlan.Of(after, policy, trust).Resolution);
        root.Store.Install(held, after);
        return after;
    }

    /// <summary>Makes an earlier set the installed one again, as a new generation.</summary>
    /// <param name="generation">Number of the set; see <see cref="DriverStore.Generations"/>.</param>
    /// <exception cref="RefusedException">There was no such set, something of it is gone or damaged, or a signer was revoked or
    /// lost its trust since.</exception>
    public InstalledSet RollBack(int generation)
    {
        using StoreLock held = root.Store.Lock();
        InstalledSet earlier = root.Store.Generation(generation);
        TrustStore trust = root.Trust();
        foreach (InstalledDriver driver in earlier.Drivers)
        {
            DriverPackage package = root.Store.Package(driver);
            root.Store.Assemblies(driver);
            // At the moment of its installing, which is what counted then; revocation counts whenever it came.
            trust.Authorize(SignatureCheck.Check(package.Bytes), package.Id, driver.InstalledAt, $"{package.Id}.nupkg");
        }
        InstalledSet after = root.Store.Installed().Next(earlier.Drivers, $"roll back to {generation}", Now(), root.Policy());
        root.Store.Install(held, after);
        return after;
    }

    private static void CheckReplacement(DriverPackage package, InstalledDriver? old, InstallOptions options)
    {
        if (old is null)
            return;
        if (package.Version < old.Manifest.Version && !options.AllowsDowngrade)
            throw new RefusedException(RefusalCode.Downgrade, package.Id, $"version {old.Manifest.Version} is installed, {package.Version} is older", "if that is meant: --allow-downgrade");
        if (package.Version == old.Manifest.Version && !options.AllowsReplacement)
            throw new RefusedException(RefusalCode.VersionInstalled, package.Id, $"another package of version {package.Version} is installed, SHA-256 {old.PackageSha256[..12]}…", "raise the version, or if that is meant: --replace");
    }

    private PlannedDriver Plan(string path, DriverPackage package, AuthorSignature signature, SignerAuthorization authorization, InstalledDriver? old, Policy policy)
    {
        package.CheckManifest([.. contractFolders]);
        IReadOnlyList<VerificationFinding> findings = verifier.Verify(package);
        var subject = new PolicySubject(package.Manifest, package.Manifest.FirstInstance, authorization.Signer.Name, signature.Fingerprint, findings.Count == 0, authorization.Countersigner);
        PolicyDecision decision = policy.Decide(subject);
        RefuseFindings(package, findings, decision);
        if (decision.Placement == Placement.Deny)
            throw new RefusedException(RefusalCode.PolicyDenies, package.Id, $"the policy denies it: {decision.RuleText}", "change the rule, or leave the driver out");
        if (Policy.CheckGrants(subject, decision) is { Count: > 0 } refusals)
            throw new RefusedException(refusals);
        IReadOnlyDictionary<string, byte[]> assemblies = compiler.Reemit(package, decision.Placement);
        return new PlannedDriver(path, package, signature, authorization, decision, findings, assemblies, old);
    }

    private static void RefuseFindings(DriverPackage package, IReadOnlyList<VerificationFinding> findings, PolicyDecision decision)
    {
        bool isWaived = decision.Options.WaivesVerification && decision.Placement == Placement.Process;
        Refusal[] refusals = [.. findings.Where(finding => !isWaived || !finding.MayBeWaived)
            .Select(finding => new Refusal(RefusalCode.VerificationFailed, $"{package.Id}: {finding.Where}", $"{finding.Code}: {finding.What}",
                finding.MayBeWaived
                    ? $"correct the driver, or if you accept the risk in a process: package={package.Id} -> process waive=verification"
                    : "correct the driver; no rule can waive this"))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
    }

    private static Resolution Fit(InstalledSet before, List<PlannedDriver> planned, Policy policy)
    {
        List<DriverCandidate> candidates = [.. before.Drivers.Select(driver => new DriverCandidate(driver.Manifest.FirstInstance, driver.Manifest, policy.Decide(driver.Subject).Placement))];
        Resolution old = Resolver.Resolve(candidates, policy.Binds);
        // What is installed comes first, so that it keeps what a new one asks for.
        candidates.RemoveAll(candidate => planned.Any(driver => driver.Package.Id == candidate.Manifest.Id));
        candidates.AddRange(planned.Select(driver => new DriverCandidate(driver.Package.Manifest.FirstInstance, driver.Package.Manifest, driver.Decision.Placement)));
        Resolution resolution = Resolver.Resolve(candidates, policy.Binds);
        RefuseNewFindings(old, resolution);
        return resolution;
    }

    // What did not fit before is not the fault of this change, and must not keep the owner from mending it.
    private static void RefuseNewFindings(Resolution before, Resolution after)
    {
        Refusal[] refusals = [.. after.Findings.Select(finding => finding.Refusal).Except(before.Findings.Select(finding => finding.Refusal))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
    }

    // To the second: what the record can say.
    private DateTimeOffset Now()
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }
}
