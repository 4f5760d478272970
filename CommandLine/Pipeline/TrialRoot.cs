using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>A root for one run: the stock drivers and those under trial, signed with a development key that goes with it.</summary>
internal sealed class TrialRoot
{
    private TrialRoot(RootSession session, IReadOnlyList<DriverManifest> drivers, IReadOnlyList<DriverManifest> displaced)
    {
        Session = session;
        Drivers = drivers;
        Displaced = displaced;
    }

    public RootSession Session { get; }

    /// <summary>The drivers under trial.</summary>
    public IReadOnlyList<DriverManifest> Drivers { get; }

    /// <summary>Stock drivers that make room for them.</summary>
    public IReadOnlyList<DriverManifest> Displaced { get; }

    /// <summary>Makes the root in an empty or missing folder and installs everything.</summary>
    /// <param name="workspace">The checkout.</param>
    /// <param name="folder">Where the root is to be.</param>
    /// <param name="unsigned">Packages of the drivers under trial.</param>
    /// <param name="placement">Where they run.</param>
    /// <exception cref="RefusedException">A driver is refused.</exception>
    public static TrialRoot Create(Workspace workspace, string folder, IReadOnlyList<string> unsigned, Placement placement)
    {
        RootSession session = RootSession.OpenOrCreate(workspace, folder);
        StockDrivers.Update(session, new Progress());
        using SigningKey key = session.Root.Keys.Load(KeyStore.DevelopmentKey, null);
        var signed = new List<string>();
        var drivers = new List<DriverManifest>();
        foreach (string package in unsigned)
        {
            byte[] bytes = PackageReader.ReadFile(package);
            drivers.Add(PackageReader.Read(bytes).Manifest);
            string file = Path.Combine(session.Root.Folder, "packages", Path.GetFileName(package));
            File.WriteAllBytes(file, PackageSigner.Sign(bytes, key, TimeProvider.System));
            signed.Add(file);
        }

        DriverManifest[] stock = [.. session.Root.Store.Installed().Drivers.Select(driver => driver.Manifest).Where(manifest => drivers.All(driver => driver.Id != manifest.Id))];
        DriverManifest[] displaced = [.. stock.Where(other => drivers.Any(driver => IsInTheWay(other, driver, stock)))];
        // The author's own emulator: a driver on it may have any port that it asks for.
        string rules = string.Concat(drivers.Select(driver => $"package={driver.Id} -> {placement.ToName()} restart=5/60s grant=machine\n")
            .Concat(displaced.Select(driver => $"package={driver.Id} -> deny\n")));
        session.Root.Save(Policy.Parse(rules + session.Root.Policy().Text, session.Root.PolicyPath));
        Pipelines.Installer(session).Install(signed, new InstallOptions { AllowsDowngrade = true, AllowsReplacement = true });
        return new TrialRoot(session, drivers, displaced);
    }

    /// <summary>Two cannot own the same hardware; and where other drivers use a contract, a second provider would leave open which
    /// one they get.</summary>
    private static bool IsInTheWay(DriverManifest other, DriverManifest driver, DriverManifest[] stock)
    {
        bool hasSameHardware = driver.Ports.Any(ports => other.Ports.Any(ports.Overlaps))
            || driver.Interrupts.Any(line => other.Interrupts.Any(owned => owned.Line == line.Line));
        bool hasSameContract = driver.Provides.Name == other.Provides.Name && driver.Provides.Major == other.Provides.Major;
        return hasSameHardware || (hasSameContract && stock.Any(user => user.Imports.Any(import => import.Contract.Name == other.Provides.Name)));
    }
}
