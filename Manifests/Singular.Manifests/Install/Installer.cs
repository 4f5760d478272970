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
    public InstallPlan Install(IReadOnlyList<string> paths, InstallOptions options) => Install(paths, options, "install");

    /// <summary>Installs newer versions of installed drivers as one set.</summary>
    /// <inheritdoc cref="Install(IReadOnlyList{string}, InstallOptions)"/>
    public InstallPlan Upgrade(IReadOnlyList<string> paths, InstallOptions options) => Install(paths, options, "upgrade");

    /// <summary>Makes the machine what a lock file says: its trust, its policy and exactly its packages.</summary>
    /// <param name="file">The lock file.</param>
    /// <param name="paths">Files among which its packages are, found by their hashes.</param>
    /// <param name="attestations">Files with attestations of its packages.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="RefusedException"><c>LockFileDiffers</c> when a package is not there, or why one is refused; nothing was
    /// changed.</exception>
    public InstallPlan InstallLocked(LockFile file, IReadOnlyList<string> paths, IReadOnlyList<string> attestations)
    {
        using StoreLock held = root.Store.Lock();
        InstallPlan plan = PlanLocked(file, paths, attestations);
        // What an interruption leaves between these three is mended by doing it again; each of them is whole.
        root.Save(file.Trust);
        root.Save(file.Policy);
        if (plan.Drivers.Count > 0 || plan.Unchanged.Count < plan.Before.Drivers.Count)
            Store(held, plan, plan.Unchanged, "install locked", file.Policy);
        return plan;
    }

    /// <summary>Runs every step of <see cref="InstallLocked"/> but the last.</summary>
    /// <inheritdoc cref="InstallLocked"/>
    public InstallPlan PlanLocked(LockFile file, IReadOnlyList<string> paths, IReadOnlyList<string> attestations)
    {
        IReadOnlyList<string> wanted = file.Select(paths);
        InstallPlan plan = Plan(wanted, new InstallOptions { AllowsDowngrade = true, AllowsReplacement = true, AllowsGrowth = true, Attestations = attestations }, file.Trust, file.Policy);
        List<DriverCandidate> candidates = [.. plan.Unchanged.Select(driver => Candidate(driver, file.Policy)), .. plan.Drivers.Select(Candidate)];
        Resolution resolution = Resolver.Resolve(candidates, file.Policy.Binds);
        resolution.ThrowIfRefused();
        new SharedContracts(root.Store).Check(plan.Unchanged, plan.Drivers);
        return plan with { Resolution = resolution };
    }

    /// <summary>Runs every step but the last: a dry run. More resources than before are part of the plan and refuse nothing.</summary>
    /// <inheritdoc cref="Install(IReadOnlyList{string}, InstallOptions)"/>
    public InstallPlan Plan(IReadOnlyList<string> paths, InstallOptions options)
    {
        Policy policy = root.Policy();
        InstallPlan plan = Plan(paths, options, root.Trust(), policy);
        return plan with { Resolution = Fit(plan.Before, plan.Drivers, policy) };
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
            if (driver.AttestationSha256.Length > 0)
                root.Store.Attestation(driver);
            // At the moment of its installing, which is what counted then; revocation counts whenever it came.
            trust.Authorize(SignatureCheck.Check(package.Bytes), package.Id, driver.InstalledAt, $"{package.Id}.nupkg");
        }
        InstalledSet before = root.Store.Installed();
        Policy policy = root.Policy();
        InstalledSet after = before.Next(earlier.Drivers, $"roll back to {generation}", Now(), policy);
        RefuseNewFindings(SystemPlan.Of(before, policy, trust).Resolution, SystemPlan.Of(after, policy, trust).Resolution);
        root.Store.Install(held, after);
        return after;
    }

    private InstallPlan Install(IReadOnlyList<string> paths, InstallOptions options, string reason)
    {
        using StoreLock held = root.Store.Lock();
        InstallPlan plan = Plan(paths, options);
        RefuseGrowth(plan, options);
        if (plan.Drivers.Count > 0)
            Store(held, plan, plan.Before.Drivers, reason, root.Policy());
        return plan;
    }

    // What stays, with what was planned in the place of its older versions.
    private void Store(StoreLock held, InstallPlan plan, IReadOnlyList<InstalledDriver> stay, string reason, Policy policy)
    {
        DateTimeOffset now = Now();
        var installed = new List<InstalledDriver>();
        foreach (PlannedDriver driver in plan.Drivers)
        {
            root.Store.AddPackage(held, driver.Package);
            if (driver.Attestation is { } attestation)
                root.Store.AddAttestation(held, attestation);
            installed.Add(driver.ToInstalled(root.Store.AddAssemblies(held, driver.Assemblies), now));
        }
        IEnumerable<InstalledDriver> others = stay.Where(old => installed.All(driver => driver.Manifest.Id != old.Manifest.Id));
        root.Store.Install(held, plan.Before.Next([.. others, .. installed], reason, now, policy));
    }

    private InstallPlan Plan(IReadOnlyList<string> paths, InstallOptions options, TrustStore trust, Policy policy)
    {
        InstalledSet before = root.Store.Installed();
        Attestation[] attestations = [.. options.Attestations.Select(path => CheckAttestation.Read(PackageReader.ReadFile(path)))];
        var admission = new PackageAdmission(trust, policy, verifier, compiler, contractFolders, Now(), attestations);
        var planned = new List<PlannedDriver>();
        var unchanged = new List<InstalledDriver>();
        foreach (string path in paths)
        {
            (DriverPackage package, AuthorSignature signature, SignerAuthorization authorization, Attestation? attestation) = admission.Authenticate(path);
            InstalledDriver? old = before.Find(package.Id);
            if (old?.PackageSha256 == package.Sha256)
            {
                // The same package comes in again only for somebody's word that it does not have yet.
                if (authorization.Attester.Length == 0 || attestation!.Sha256 == old.AttestationSha256)
                {
                    unchanged.Add(old);
                    continue;
                }
            }
            else
            {
                CheckReplacement(package, old, options);
            }
            if (planned.Any(other => other.Package.Id == package.Id))
                throw new RefusedException(RefusalCode.VersionInstalled, path, $"the set has {package.Id} twice", "name each driver once");
            planned.Add(admission.Admit(path, package, signature, authorization, attestation, old));
        }
        RefuseForeign(attestations, [.. planned.Select(driver => driver.Package.Sha256), .. unchanged.Select(driver => driver.PackageSha256)]);
        return new InstallPlan(planned, unchanged, before, new Resolution([], [], new Dictionary<string, IReadOnlyList<Binding>>()));
    }

    private static void RefuseForeign(IReadOnlyList<Attestation> attestations, IReadOnlyList<string> packages)
    {
        Refusal[] refusals = [.. attestations.Where(attestation => !packages.Contains(attestation.PackageSha256))
            .Select(attestation => new Refusal(RefusalCode.AttestationDiffers, $"attestation of {attestation.PackageId} {attestation.Version}",
                $"it is about the package with SHA-256 {attestation.PackageSha256}, which is none of those that are installed", "check the very file that is installed, with its signature and countersignature"))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
    }

    private static void RefuseGrowth(InstallPlan plan, InstallOptions options)
    {
        Refusal[] refusals = [.. plan.Drivers.Where(driver => driver.Growth.Count > 0 && !options.AllowsGrowth && !options.AcceptedPackages.Contains(driver.Package.Sha256))
            .Select(driver => new Refusal(RefusalCode.ResourcesGrow, driver.Package.Id, $"version {driver.Package.Version} asks for more than {driver.Replaced!.Manifest.Version}: {string.Join(", ", driver.Growth)}", "if it may have that: --accept"))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
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

    private Resolution Fit(InstalledSet before, IReadOnlyList<PlannedDriver> planned, Policy policy)
    {
        new SharedContracts(root.Store).Check(before.Drivers.Where(driver => planned.All(other => other.Package.Id != driver.Manifest.Id)), planned);
        List<DriverCandidate> candidates = [.. before.Drivers.Select(driver => Candidate(driver, policy))];
        Resolution old = Resolver.Resolve(candidates, policy.Binds);
        // What is installed comes first, so that it keeps what a new one asks for.
        candidates.RemoveAll(candidate => planned.Any(driver => driver.Package.Id == candidate.Manifest.Id));
        candidates.AddRange(planned.Select(Candidate));
        Resolution resolution = Resolver.Resolve(candidates, policy.Binds);
        RefuseNewFindings(old, resolution);
        return resolution;
    }

    private static DriverCandidate Candidate(InstalledDriver driver, Policy policy) => new(driver.Manifest.FirstInstance, driver.Manifest, policy.Decide(driver.Subject).Placement);

    private static DriverCandidate Candidate(PlannedDriver driver) => new(driver.Package.Manifest.FirstInstance, driver.Package.Manifest, driver.Decision.Placement);

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
