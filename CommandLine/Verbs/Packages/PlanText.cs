using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>What an installation does, in words.</summary>
internal static class PlanText
{
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
