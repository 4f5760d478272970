namespace Singular.Manifests;

/// <summary>All drivers of a store at one time.</summary>
/// <param name="Generation">Counts the changes of the store from 0.</param>
/// <param name="Drivers">In the ordinal order of their ids, each id once.</param>
public sealed record InstalledSet(int Generation, IReadOnlyList<InstalledDriver> Drivers)
{
    public static readonly InstalledSet Empty = new(0, []);

    public InstalledDriver? Find(string packageId) => Drivers.FirstOrDefault(driver => driver.Manifest.Id == packageId);

    /// <summary>The next generation with these drivers added; one of the same id is replaced.</summary>
    public InstalledSet With(IEnumerable<InstalledDriver> added)
    {
        Dictionary<string, InstalledDriver> drivers = Drivers.ToDictionary(driver => driver.Manifest.Id, StringComparer.Ordinal);
        foreach (InstalledDriver driver in added)
            drivers[driver.Manifest.Id] = driver;
        return Next(drivers.Values);
    }

    /// <summary>The next generation without these drivers.</summary>
    public InstalledSet Without(IReadOnlyCollection<string> packageIds) => Next(Drivers.Where(driver => !packageIds.Contains(driver.Manifest.Id)));

    private InstalledSet Next(IEnumerable<InstalledDriver> drivers) =>
        new(Generation + 1, [.. drivers.OrderBy(driver => driver.Manifest.Id, StringComparer.Ordinal)]);
}
