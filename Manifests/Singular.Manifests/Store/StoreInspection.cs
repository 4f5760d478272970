using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Examines a whole store: what is installed, what was, and what belongs to neither.</summary>
public sealed class StoreInspection
{
    private readonly DriverStore _store;
    private readonly List<StoreFinding> _findings = [];
    private readonly HashSet<string> _packages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _attestations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);

    private StoreInspection(DriverStore store) => _store = store;

    /// <summary>Reads everything and changes nothing.</summary>
    /// <returns>What is not as it should be; empty when all is.</returns>
    public static IReadOnlyList<StoreFinding> Run(DriverStore store) => new StoreInspection(store).Run();

    private List<StoreFinding> Run()
    {
        if (Read(_store.Installed, "installed.json") is not { } installed)
            return _findings;
        CheckDrivers(installed);
        foreach (Refusal broken in _store.CheckHistory())
            Add(broken);
        bool areAllReadable = true;
        foreach (int number in _store.Generations())
        {
            InstalledSet? set = Read(() => _store.Generation(number), null);
            areAllReadable &= set is not null;
            if (set is not null)
                CheckDrivers(set);
        }
        if (areAllReadable)
            FindLeftovers(installed);
        return _findings;
    }

    // Each package and each folder of assemblies once, however many generations have it.
    private void CheckDrivers(InstalledSet set)
    {
        foreach (InstalledDriver driver in set.Drivers)
        {
            if (_packages.Add(driver.PackageSha256))
                Read(() => _store.Package(driver), null);
            if (driver.AttestationSha256.Length > 0 && _attestations.Add(driver.AttestationSha256))
                Read(() => _store.Attestation(driver), null);
            if (_assemblies.Add(driver.AssembliesSha256))
                Read(() => _store.Assemblies(driver), null);
        }
    }

    private void FindLeftovers(InstalledSet installed)
    {
        foreach (string path in _store.Leftovers(installed.Generation, _packages, _assemblies, _attestations))
            Add(new Refusal(RefusalCode.StoreLeftover, path, "an interrupted writer left it; nothing refers to it", "nothing needs to be done; singular store check --mend takes it away"));
    }

    private T? Read<T>(Func<T> read, string? where)
        where T : class
    {
        try
        {
            return read();
        }
        catch (RefusedException refused)
        {
            foreach (Refusal refusal in refused.Refusals)
                Add(refusal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Add(new Refusal(RefusalCode.FileUnreadable, where ?? _store.Folder, $"it cannot be read: {error.Message.TrimEnd('.')}", "check who may read it"));
        }
        return null;
    }

    private void Add(Refusal refusal)
    {
        if (_findings.All(finding => finding.Refusal != refusal))
            _findings.Add(new StoreFinding(refusal));
    }
}
