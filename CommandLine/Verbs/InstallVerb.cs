using System.CommandLine;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class InstallVerb
{
    public static Command Create()
    {
        var packages = new Argument<FileInfo[]>("PACKAGE") { Description = "Signed packages; they go in together or not at all.", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and change nothing." };
        var downgrade = new Option<bool>("--allow-downgrade") { Description = "An older version may take the place of a newer one." };
        var replace = new Option<bool>("--replace") { Description = "Another package of the same id and version may take the place of the installed one." };
        var command = new Command("install", "Check signed driver packages and install them under the root's policy.") { packages, dryRun, downgrade, replace, RootSession.RootOption };
        command.SetAction(parsed =>
        {
            string[] files = [.. parsed.GetRequiredValue(packages).Select(file => file.FullName)];
            RootSession session = RootSession.OpenOrCreate(parsed);
            var options = new InstallOptions { AllowsDowngrade = parsed.GetValue(downgrade), AllowsReplacement = parsed.GetValue(replace) };
            Installer installer = Pipelines.Installer(session);
            InstallPlan plan = parsed.GetValue(dryRun) ? installer.Plan(files, options) : installer.Install(files, options);
            foreach (PlannedDriver driver in plan.Drivers)
                Print(driver);
            foreach (InstalledDriver driver in plan.Unchanged)
                Console.WriteLine($"{driver.Manifest.Id} {driver.Manifest.Version} is installed already.");
            Console.WriteLine(parsed.GetValue(dryRun) ? "Nothing was changed (--dry-run)." : "It takes effect at the next boot.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(PlannedDriver driver)
    {
        DriverManifest manifest = driver.Package.Manifest;
        string replaced = driver.Replaced is { } old ? $", in place of {old.Manifest.Version}" : "";
        Console.WriteLine($"{manifest.Id} {manifest.Version}{replaced}");
        Console.WriteLine($"  signer     {SafeText.Escape(driver.Authorization.Signer.Name)} (SHA-256 {driver.Signature.Fingerprint})");
        Console.WriteLine($"  placement  {driver.Decision.Placement.ToName()}, by {driver.Decision.RuleText}");
        Console.WriteLine($"  resources  {ManifestText.Resources(manifest)}");
        foreach (VerificationFinding finding in driver.Waived)
            Console.WriteLine($"  waived     {finding}");
    }
}
