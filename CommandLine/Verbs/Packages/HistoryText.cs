using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>Changes of a store, in words.</summary>
internal static class HistoryText
{
    public static string Of(StoreChange change) => SafeText.Escape(
        $"  {change.Action.ToString().ToLowerInvariant(),-9} {change.Package} {change.Version}  {change.PackageSha256[..12]}"
        + (change.Rule.Length == 0 ? "" : $"  {(change.IsVerified ? "verified" : "not verified")}, by {change.Rule}"));

    public static string Of(InstalledSet set) => SafeText.Escape($"{set.Generation,4}  {set.At.UtcDateTime:u}  {set.Who}  {set.Reason}");
}
