using System.Text.Json;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>What an installation does, in words.</summary>
internal static class PlanText
{
    /// <summary>For programs: what goes in, what was there already, what goes away.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isDone">False for a dry run.</param>
    /// <param name="gone">Ids of drivers that go.</param>
    public static void PrintJson(InstallPlan plan, bool isDone, IEnumerable<string> gone) => JsonText.Print(writer =>
    {
        writer.WriteBoolean("done", isDone);
        JsonText.Array(writer, "drivers", plan.Drivers, Members);
        JsonText.Array(writer, "unchanged", plan.Unchanged, (inner, driver) =>
        {
            inner.WriteString("name", driver.Manifest.Id);
            inner.WriteString("version", driver.Manifest.Version.ToString());
        });
        JsonText.Texts(writer, "removed", gone);
    });

    private static void Members(Utf8JsonWriter writer, PlannedDriver driver)
    {
        writer.WriteString("name", driver.Package.Id);
        writer.WriteString("version", driver.Package.Version.ToString());
        writer.WriteString("replaced", driver.Replaced?.Manifest.Version.ToString() ?? "");
        writer.WriteString("packageSha256", driver.Package.Sha256);
        writer.WriteString("signer", driver.Authorization.Signer.Name);
        writer.WriteString("signerFingerprint", driver.Signature.Fingerprint.ToString());
        writer.WriteString("validAt", JsonText.Moment(driver.Authorization.ValidAt));
        writer.WriteString("stampedBy", driver.Authorization.StampedBy);
        writer.WriteString("countersigner", driver.Authorization.Countersigner);
        writer.WriteString("attester", driver.Authorization.Attester);
        JsonText.Texts(writer, "notes", driver.Authorization.Notes);
        writer.WriteString("placement", driver.Decision.Placement.ToName());
        writer.WriteString("rule", driver.Decision.RuleText);
        writer.WriteString("resources", ManifestText.Resources(driver.Package.Manifest));
        JsonText.Texts(writer, "more", driver.Growth);
        JsonText.Texts(writer, "waived", driver.Waived.Select(finding => finding.ToString()));
    }

    public static void Print(InstallPlan plan, string last)
    {
        foreach (PlannedDriver driver in plan.Drivers)
            Print(driver);
        foreach (InstalledDriver driver in plan.Unchanged)
            Console.WriteLine($"{driver.Manifest.Id} {driver.Manifest.Version} is installed already.");
        Console.WriteLine(last);
    }

    private static void Print(PlannedDriver driver)
    {
        DriverManifest manifest = driver.Package.Manifest;
        string replaced = driver.Replaced is { } old ? $", in place of {old.Manifest.Version}" : "";
        Console.WriteLine($"{manifest.Id} {manifest.Version}{replaced}");
        Line("signer", $"{driver.Authorization.Signer.Name} (SHA-256 {driver.Signature.Fingerprint})");
        if (driver.Authorization.StampedBy.Length > 0)
            Line("stamped", $"{driver.Authorization.ValidAt.UtcDateTime:u} by {driver.Authorization.StampedBy}");
        if (driver.Authorization.Countersigner.Length > 0)
            Line("vouched", $"by {driver.Authorization.Countersigner}");
        if (driver.Authorization.Attester.Length > 0)
            Line("tested", $"attested by {driver.Authorization.Attester}");
        foreach (string note in driver.Authorization.Notes)
            Line("note", note);
        Line("placement", $"{driver.Decision.Placement.ToName()}, by {driver.Decision.RuleText}");
        Line("resources", ManifestText.Resources(manifest));
        if (driver.Growth.Count > 0)
            Line("more", string.Join(", ", driver.Growth));
        foreach (VerificationFinding finding in driver.Waived)
            Line("waived", finding.ToString());
    }

    private static void Line(string name, string text) => Console.WriteLine($"  {name,-10} {SafeText.Escape(text)}");
}
