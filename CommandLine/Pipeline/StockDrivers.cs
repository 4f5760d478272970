using System.Security.Cryptography;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Packs, signs and installs the drivers that come with the system into a development root, again whenever they were
/// built anew.</summary>
internal static class StockDrivers
{
    /// <summary>Brings the root's stock drivers up to date. Does nothing in a root without a development key: there the owner
    /// installs what the owner wants.</summary>
    public static void Update(RootSession session, Progress progress) => Update(session, progress, []);

    /// <summary>The same with drivers that are no stock drivers, for a root of which no owner decides.</summary>
    /// <param name="session">The root.</param>
    /// <param name="progress">Says what is done.</param>
    /// <param name="further">Assemblies of the other drivers, each named like its package.</param>
    public static void Update(RootSession session, Progress progress, IReadOnlyList<string> further)
    {
        if (!session.Root.Keys.Has(KeyStore.DevelopmentKey))
            return;
        string packages = Path.Combine(session.Root.Folder, "packages");
        var changed = new List<(DriverManifest Manifest, byte[] Package, string Source)>();
        foreach (string assembly in (string[])[.. Assemblies(session.Workspace), .. further])
        {
            string id = Path.GetFileNameWithoutExtension(assembly);
            byte[] unsigned = Pack(session.Workspace, assembly);
            DriverPackage package = PackageReader.Read(unsigned);
            string source = Convert.ToHexStringLower(SHA256.HashData(unsigned));
            string mark = Path.Combine(packages, id + ".source");
            bool isInstalled = session.Root.Store.Installed().Find(id) is not null;
            if (!isInstalled || !File.Exists(mark) || File.ReadAllText(mark) != source)
                changed.Add((package.Manifest, unsigned, source));
        }

        if (changed.Count == 0)
            return;
        using SigningKey key = session.Root.Keys.Load(KeyStore.DevelopmentKey, null);
        // A driver that the owner denies is not forced on him; it would refuse the whole set.
        Policy policy = session.Root.Policy();
        changed.RemoveAll(driver => policy.Decide(new PolicySubject(driver.Manifest, driver.Manifest.FirstInstance, KeyStore.DevelopmentKey, key.Fingerprint, IsVerified: true)).Placement == Placement.Deny);
        if (changed.Count == 0)
            return;
        progress.Run($"Signing and installing {string.Join(", ", changed.Select(driver => driver.Manifest.Id))}", () =>
        {
            Directory.CreateDirectory(packages);
            var files = new List<string>();
            foreach ((DriverManifest manifest, byte[] package, _) in changed)
            {
                string file = Path.Combine(packages, PackageWriter.FileName(manifest));
                File.WriteAllBytes(file, PackageSigner.Sign(package, key, TimeProvider.System));
                files.Add(file);
            }

            Pipelines.Installer(session).Install(files, new InstallOptions { AllowsDowngrade = true, AllowsReplacement = true, AllowsGrowth = true });
            foreach ((DriverManifest manifest, _, string source) in changed)
                File.WriteAllText(Path.Combine(packages, manifest.Id + ".source"), source);
        });
    }

    private static IEnumerable<string> Assemblies(Workspace workspace) =>
        Directory.EnumerateDirectories(workspace.DriversFolder).Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".dll"));

    /// <summary>Makes an unsigned package from a driver's assembly.</summary>
    public static byte[] Pack(Workspace workspace, string assembly) => PackageWriter.Write(new PackageSource
    {
        DriverAssembly = File.ReadAllBytes(assembly),
        ContractFolders = [workspace.SystemFolder],
        Authors = "The Singular developers",
        License = "MIT",
    });
}
