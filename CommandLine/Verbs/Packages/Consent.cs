using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>Asks the owner before an upgrade gets more than the installed version has.</summary>
internal static class Consent
{
    /// <summary>Installs; where that asks for more and a person is there, shows the difference and asks.</summary>
    /// <param name="installer">The installer.</param>
    /// <param name="files">The packages.</param>
    /// <param name="options">What the command line allows.</param>
    /// <param name="install">Installs or upgrades.</param>
    public static InstallPlan Run(Installer installer, IReadOnlyList<string> files, InstallOptions options, Func<IReadOnlyList<string>, InstallOptions, InstallPlan> install)
    {
        try
        {
            return install(files, options);
        }
        catch (RefusedException refused) when (refused.Code == RefusalCode.ResourcesGrow && !Console.IsInputRedirected)
        {
            IReadOnlyList<PlannedDriver> growing = [.. installer.Plan(files, options).Drivers.Where(driver => driver.Growth.Count > 0)];
            foreach (PlannedDriver driver in growing)
                Console.Error.WriteLine(SafeText.Escape($"{driver.Package.Id} {driver.Package.Version} asks for more than {driver.Replaced!.Manifest.Version}: {string.Join(", ", driver.Growth)}"));
            Console.Error.Write("May it have that? [y/N] ");
            if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
                throw;
            // What was shown and nothing else: a package that has changed since is asked about again.
            return install(files, options with { AcceptedPackages = growing.Select(driver => driver.Package.Sha256).ToHashSet() });
        }
    }
}
