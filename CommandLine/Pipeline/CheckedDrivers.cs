using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>The driver of a check and those that provide what it imports, verified and written anew, as an image for the check has them. Nothing of
/// a package is loaded or run before all of them have passed.</summary>
/// <param name="workspace">The checkout.</param>
/// <param name="package">The package that is checked; who signed it is not asked.</param>
/// <param name="providers">Packages of drivers that it imports from, directly or through each other.</param>
internal sealed class CheckedDrivers(Workspace workspace, DriverPackage package, IReadOnlyList<DriverPackage> providers)
{
    /// <summary>Those that provide something come before those that import it, the driver under check last.</summary>
    /// <param name="placement">Where they run.</param>
    /// <param name="ofTheSystem">The instance that serves an import of a contract that no package provides. It refuses those that nothing serves.</param>
    /// <exception cref="CommandFailure">A package does not verify, provides what nobody imports, or imports what itself is imported for.</exception>
    /// <exception cref="RefusedException">Two packages carry another assembly of one contract.</exception>
    public IReadOnlyList<ImageDriver> Place(Placement placement, Func<DriverPackage, ImportedContract, string> ofTheSystem)
    {
        List<DriverPackage> order = [];
        Add(package, order, []);
        if (providers.FirstOrDefault(provider => !order.Contains(provider)) is { } unused)
            throw CommandFailure.CouldNotRun($"{SafeText.Escape(unused.Id)} provides {unused.Manifest.Provides}, which {SafeText.Escape(package.Id)} does not import; leave it out.");
        foreach (DriverPackage driver in order)
            Verify(driver);
        var owners = new ContractOwners();
        List<ImageDriver> drivers = [];
        List<Refusal> refusals = [];
        foreach (DriverPackage driver in order)
        {
            IReadOnlyDictionary<string, byte[]> assemblies = new DriverReEmission(workspace).Reemit(driver, placement);
            refusals.AddRange(owners.Add(driver.Id, assemblies));
            drivers.Add(new ImageDriver(Record(driver, placement, ofTheSystem), [.. assemblies.Select(pair => ReEmittedAssembly.FromStore(pair.Key, pair.Value))]));
        }
        return refusals.Count == 0 ? drivers : throw new RefusedException(refusals);
    }

    /// <param name="driver">Goes into the order behind those that it imports from.</param>
    /// <param name="order">Those that are done.</param>
    /// <param name="path">Those that import from each other down to this one.</param>
    private void Add(DriverPackage driver, List<DriverPackage> order, List<DriverPackage> path)
    {
        if (order.Contains(driver))
            return;
        if (path.Contains(driver))
            throw CommandFailure.CouldNotRun($"{string.Join(" imports from ", path.SkipWhile(met => met != driver).Append(driver).Select(met => SafeText.Escape(met.Id)))}; none of them can start first. Give a package that breaks the circle.");
        path.Add(driver);
        foreach (DriverPackage provider in driver.Manifest.Imports.Select(ProviderOf).OfType<DriverPackage>())
            Add(provider, order, path);
        path.RemoveAt(path.Count - 1);
        order.Add(driver);
    }

    private DriverPackage? ProviderOf(ImportedContract import) =>
        providers.FirstOrDefault(provider => provider.Manifest.Provides.Name == import.Contract.Name && provider.Manifest.Provides.Major == import.Contract.Major);

    /// <summary>Verifies a package as the installer does.</summary>
    private void Verify(DriverPackage driver)
    {
        driver.CheckManifest(workspace.SystemFolder);
        IReadOnlyList<VerificationFinding> findings = new DriverVerification(workspace).Verify(driver);
        if (findings.Count > 0)
            throw CommandFailure.Refused($"{SafeText.Escape(driver.Id)} does not verify, so its code is not run here: {findings[0]}. 'singular explain {findings[0].Code}' says what that means.");
    }

    /// <summary>A driver as an image for a check has it: under nobody's policy, started by the checker alone.</summary>
    private DriverRecord Record(DriverPackage driver, Placement placement, Func<DriverPackage, ImportedContract, string> ofTheSystem) => new()
    {
        Instance = driver.Manifest.FirstInstance,
        PackageSha256 = driver.Sha256,
        Placement = placement,
        Rule = "check",
        Signer = "",
        Restart = RestartRule.Never,
        IsVerified = true,
        MemoryLimitBytes = 0,
        Bindings = [.. driver.Manifest.Imports.Select(import => new Binding(import.Parameter, ProviderOf(import)?.Manifest.FirstInstance ?? ofTheSystem(driver, import)))],
        Program = placement == Placement.Process ? $"driver/{driver.Id}" : "",
        Manifest = driver.Manifest,
    };
}
