using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Mends a store: from its own copies, from packages that are at hand, and by making assemblies again from their
/// packages. What it puts in place has the hash that was recorded, or it is not put there.</summary>
/// <param name="root">The root.</param>
/// <param name="verifier">The verification steps.</param>
/// <param name="compiler">The re-emit step.</param>
/// <param name="sources">Package files among which lost ones may be.</param>
/// <param name="feed">Where lost ones may be, too; null where there is none.</param>
public sealed class StoreMending(Root root, IPackageVerifier verifier, IPackageCompiler compiler, IReadOnlyList<string> sources, IPackageFeed? feed = null)
{
    private readonly DriverStore _store = root.Store;
    private readonly List<StoreFinding> _mended = [];

    /// <summary>Mends what can be mended.</summary>
    /// <returns>What was mended, and behind it what is still not as it should be.</returns>
    public IReadOnlyList<StoreFinding> Run()
    {
        using StoreLock held = _store.Lock();
        MendInstalled(held);
        InstalledSet? installed = InstalledOrNull();
        if (installed is not null)
        {
            MendGeneration(held, installed);
            foreach (InstalledSet set in Sets(installed))
                MendDrivers(held, set);
            TakeLeftovers(held, installed);
        }
        return [.. _mended, .. StoreInspection.Run(_store)];
    }

    // installed.json is a copy of its generation's file. Of several the newest one whose drivers are all there.
    private void MendInstalled(StoreLock held)
    {
        try
        {
            if (_store.Installed().Generation > 0 || _store.AllGenerations().Count == 0)
                return;
            Restore(held, new Refusal(RefusalCode.StoreDamaged, "installed.json", "it is missing", "restore it from a copy"));
        }
        catch (RefusedException refused)
        {
            Restore(held, refused.Refusals[0]);
        }
    }

    private void Restore(StoreLock held, Refusal refusal)
    {
        foreach (int number in _store.AllGenerations().Reverse())
        {
            if (!IsWhole(number, out InstalledSet? set))
                continue;
            _store.Install(held, set!);
            _mended.Add(new StoreFinding(refusal, $"generation {number} is installed, from its own file"));
            return;
        }
    }

    private bool IsWhole(int number, out InstalledSet? set)
    {
        set = null;
        try
        {
            InstalledSet found = _store.Generation(number);
            foreach (InstalledDriver driver in found.Drivers)
                _store.Package(driver);
            set = found;
            return found.Generation == number;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private void MendGeneration(StoreLock held, InstalledSet installed)
    {
        if (installed.Generation == 0)
            return;
        try
        {
            // Where both can be read and differ, nobody can say which of them was changed: the inspection reports it.
            _store.Generation(installed.Generation);
            return;
        }
        catch (RefusedException)
        {
            // Missing or damaged: written again below.
        }
        _store.Install(held, installed);
        _mended.Add(new StoreFinding(new Refusal(RefusalCode.StoreDamaged, $"generation {installed.Generation}", "its file is missing or cannot be read", "restore it from a copy"), "written again from installed.json"));
    }

    private IEnumerable<InstalledSet> Sets(InstalledSet installed)
    {
        yield return installed;
        foreach (int number in _store.Generations())
        {
            InstalledSet? set;
            try
            {
                set = _store.Generation(number);
            }
            catch (RefusedException)
            {
                // The inspection behind reports it.
                continue;
            }
            yield return set;
        }
    }

    private void MendDrivers(StoreLock held, InstalledSet set)
    {
        foreach (InstalledDriver driver in set.Drivers)
        {
            DriverPackage? package = PackageOf(held, driver);
            if (package is not null)
                MendAssemblies(held, driver, package);
        }
    }

    private DriverPackage? PackageOf(StoreLock held, InstalledDriver driver)
    {
        try
        {
            return _store.Package(driver);
        }
        catch (RefusedException refused)
        {
            string? copy = sources.Concat(OfFeed(driver)).FirstOrDefault(path => File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(PackageReader.ReadFile(path))) == driver.PackageSha256);
            if (copy is null)
                return null;
            DriverPackage package = PackageReader.Read(PackageReader.ReadFile(copy));
            _store.AddPackage(held, package);
            _mended.Add(new StoreFinding(refused.Refusals[0], $"taken from {copy}"));
            return package;
        }
    }

    private IReadOnlyList<string> OfFeed(InstalledDriver driver)
    {
        try
        {
            return feed?.Files(driver.Manifest.Id, driver.Manifest.Version) ?? [];
        }
        catch (RefusedException refused)
        {
            _mended.Add(new StoreFinding(refused.Refusals[0]));
            return [];
        }
    }

    private void MendAssemblies(StoreLock held, InstalledDriver driver, DriverPackage package)
    {
        try
        {
            _store.Assemblies(driver);
        }
        catch (RefusedException damaged)
        {
            try
            {
                bool mayBeMade = !driver.IsVerified || verifier.Verify(package).Count == 0;
                if (mayBeMade && _store.ReplaceAssemblies(held, driver, compiler.Reemit(package, root.Policy().Decide(driver.Subject).Placement)))
                    _mended.Add(new StoreFinding(damaged.Refusals[0], "made again from its package, with the recorded hash"));
            }
            catch (RefusedException refused)
            {
                _mended.Add(new StoreFinding(refused.Refusals[0]));
            }
        }
    }

    private void TakeLeftovers(StoreLock held, InstalledSet installed)
    {
        // Only when every generation can be read is it known what nothing refers to.
        if (StoreInspection.Run(_store).Any(finding => !finding.IsHarmless))
            return;
        List<InstalledDriver> named = [.. Sets(installed).SelectMany(set => set.Drivers)];
        foreach (string path in _store.Leftovers(installed.Generation, named.Select(driver => driver.PackageSha256).ToHashSet(), named.Select(driver => driver.AssembliesSha256).ToHashSet(), named.Select(driver => driver.AttestationSha256).ToHashSet()))
        {
            _store.Take(held, path);
            _mended.Add(new StoreFinding(new Refusal(RefusalCode.StoreLeftover, path, "an interrupted writer left it; nothing refers to it", "nothing needs to be done"), "taken away"));
        }
    }

    private InstalledSet? InstalledOrNull()
    {
        try
        {
            return _store.Installed();
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
