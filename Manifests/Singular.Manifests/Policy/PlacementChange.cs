namespace Singular.Manifests;

/// <summary>What another policy, trust file or set of drivers changes for one driver of the machine.</summary>
/// <param name="Driver">Package id.</param>
/// <param name="Before">How it runs now, in words; empty where it does not.</param>
/// <param name="After">How it would run; empty where it would not.</param>
public sealed record PlacementChange(string Driver, string Before, string After)
{
    /// <summary>What differs between two plans, in the ordinal order of ids.</summary>
    public static IReadOnlyList<PlacementChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(id => new PlacementChange(id, before.GetValueOrDefault(id, ""), after.GetValueOrDefault(id, "")))
            .Where(change => change.Before != change.After),
    ];

    public override string ToString() => SafeText.Escape($"{Driver}: {(Before.Length == 0 ? "not in the image" : Before)} -> {(After.Length == 0 ? "not in the image" : After)}");
}
