namespace Singular.Manifests;

/// <summary>Refuses packages that bring another assembly for a contract than the drivers which they will share a system with.</summary>
/// <param name="store">Where the assemblies of installed drivers lie.</param>
internal sealed class SharedContracts(DriverStore store)
{
    /// <param name="stay">Installed drivers that are part of the system afterwards.</param>
    /// <param name="planned">What comes in.</param>
    /// <exception cref="RefusedException"><c>ContractDiffers</c>.</exception>
    public void Check(IEnumerable<InstalledDriver> stay, IReadOnlyList<PlannedDriver> planned)
    {
        // Hardly a package has one, and reading all that is installed takes its time.
        if (planned.All(driver => driver.Assemblies.Values.All(assembly => ContractAssemblies.DeclaredIn(assembly).Count == 0)))
            return;
        var owners = new ContractOwners();
        foreach (InstalledDriver driver in stay)
            owners.Add(driver.Manifest.Id, store.Assemblies(driver));
        Refusal[] refusals = [.. planned.SelectMany(driver => owners.Add(driver.Package.Id, driver.Assemblies))];
        if (refusals.Length > 0)
            throw new RefusedException(refusals);
    }
}
