namespace Singular.Manifests;

/// <summary>One line of a store's history.</summary>
/// <param name="Action">What happened.</param>
/// <param name="Package">Package id.</param>
/// <param name="Version">The version that came, or the one that went.</param>
/// <param name="PackageSha256">The package that came, or the one that went.</param>
/// <param name="Rule">The policy rule that decided about what came; empty for a removal.</param>
/// <param name="IsVerified">True when what came passed every check, or what went had.</param>
public sealed record StoreChange(StoreAction Action, string Package, SemanticVersion Version, string PackageSha256, string Rule, bool IsVerified)
{
    /// <summary>What differs between two sets, in the ordinal order of ids.</summary>
    /// <param name="before">The drivers before.</param>
    /// <param name="after">The drivers afterwards.</param>
    /// <param name="policy">The policy under which it is done.</param>
    internal static IReadOnlyList<StoreChange> Between(IReadOnlyList<InstalledDriver> before, IReadOnlyList<InstalledDriver> after, Policy policy)
    {
        Dictionary<string, InstalledDriver> old = before.ToDictionary(driver => driver.Manifest.Id, StringComparer.Ordinal);
        Dictionary<string, InstalledDriver> now = after.ToDictionary(driver => driver.Manifest.Id, StringComparer.Ordinal);
        var changes = new List<StoreChange>();
        foreach (string id in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            if (!now.TryGetValue(id, out InstalledDriver? came))
                changes.Add(Of(StoreAction.Remove, old[id], ""));
            else if (!old.TryGetValue(id, out InstalledDriver? went))
                changes.Add(Of(StoreAction.Install, came, policy.Decide(came.Subject).RuleText));
            else if (went.PackageSha256 != came.PackageSha256 || went.AttestationSha256 != came.AttestationSha256)
                changes.Add(Of(Replacement(went, came), came, policy.Decide(came.Subject).RuleText));
        }
        return changes;
    }

    private static StoreAction Replacement(InstalledDriver went, InstalledDriver came) => came.Manifest.Version.CompareTo(went.Manifest.Version) switch
    {
        > 0 => StoreAction.Upgrade,
        < 0 => StoreAction.Downgrade,
        _ => StoreAction.Replace,
    };

    private static StoreChange Of(StoreAction action, InstalledDriver driver, string rule) =>
        new(action, driver.Manifest.Id, driver.Manifest.Version, driver.PackageSha256, rule, driver.IsVerified);
}
