using System.CommandLine;
using System.Text.Json;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>Changes of a store, in words.</summary>
internal static class HistoryText
{
    public static string Of(StoreChange change) => SafeText.Escape(
        $"  {change.Action.ToString().ToLowerInvariant(),-9} {change.Package} {change.Version}  {change.PackageSha256[..12]}"
        + (change.Rule.Length == 0 ? "" : $"  {(change.IsVerified ? "verified" : "not verified")}, by {change.Rule}"));

    /// <summary>How a verb that makes a new set tells it to programs.</summary>
    public static Option<bool> ChangesAsJson() => JsonText.Option("One line: an object, the new entry of the log.");

    /// <summary>Prints one entry of the log as one line.</summary>
    public static void PrintJson(InstalledSet set) => JsonText.Print(writer =>
    {
        writer.WriteNumber("generation", set.Generation);
        writer.WriteString("sha256", set.Sha256);
        writer.WriteString("previousSha256", set.PreviousSha256);
        writer.WriteString("at", JsonText.Moment(set.At));
        writer.WriteString("who", set.Who);
        writer.WriteString("reason", set.Reason);
        Changes(writer, set);
    });

    /// <summary>Writes a member <c>changes</c>.</summary>
    public static void Changes(Utf8JsonWriter writer, InstalledSet set) => JsonText.Array(writer, "changes", set.Changes, (inner, change) =>
    {
        inner.WriteString("action", change.Action.ToString().ToLowerInvariant());
        inner.WriteString("package", change.Package);
        inner.WriteString("version", change.Version.ToString());
        inner.WriteString("packageSha256", change.PackageSha256);
        inner.WriteString("rule", change.Rule);
        inner.WriteBoolean("verified", change.IsVerified);
    });

    public static string Of(InstalledSet set) => SafeText.Escape($"{set.Generation,4}  {set.At.UtcDateTime:u}  {set.Who}  {set.Reason}");
}
