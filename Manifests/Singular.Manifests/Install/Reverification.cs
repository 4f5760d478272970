namespace Singular.Manifests;

/// <summary>Judges what is installed by the verifier of today: a rule that came since must not be passed over because a package was there before it.</summary>
/// <remarks>Each package that was judged by other rules is verified once more; what was found is kept in the store's folder and read the next time.</remarks>
/// <param name="store">Where the packages are.</param>
/// <param name="verifier">The verifier of today.</param>
public sealed class Reverification(DriverStore store, IPackageVerifier verifier)
{
    private readonly VerdictCache _verdicts = new(Path.Combine(store.Folder, "verdicts"));

    /// <summary>Gives a set with <see cref="InstalledDriver.LaterFindings"/> filled in. A driver that has some is one that is not verified. What changes is not
    /// written: the record of what was installed stays.</summary>
    public InstalledSet Judge(InstalledSet installed) => installed with { Drivers = [.. installed.Drivers.Select(Judge)] };

    private InstalledDriver Judge(InstalledDriver driver)
    {
        if (driver.VerifierRules == verifier.Rules)
            return driver;
        string[] waived = driver.WaivedCodes.Split(',', StringSplitOptions.RemoveEmptyEntries);
        VerificationFinding[] later = [.. Find(driver).Where(finding => !waived.Contains(SafeText.Escape(finding.Code)))];
        return later.Length == 0
            ? driver
            : driver with
            {
                IsVerified = false,
                WaivedCodes = string.Join(',', waived.Concat(later.Select(finding => SafeText.Escape(finding.Code))).Distinct().Order(StringComparer.Ordinal)),
                LaterFindings = later,
            };
    }

    private IReadOnlyList<VerificationFinding> Find(InstalledDriver driver)
    {
        if (_verdicts.Find(driver.PackageSha256, verifier.Rules) is { } known)
            return known;
        try
        {
            IReadOnlyList<VerificationFinding> found = verifier.Verify(store.Package(driver));
            _verdicts.Add(driver.PackageSha256, verifier.Rules, found);
            return found;
        }
        catch (RefusedException refused)
        {
            // A package that cannot be judged is one that nobody vouches for.
            return [.. refused.Refusals.Select(refusal => new VerificationFinding(refusal.Code.ToString(), refusal.Where, refusal.What, false))];
        }
    }
}
