using Singular.Manifests;

// Arguments: root, folder of contract assemblies, old set of packages, new set (each separated by commas).
string[] older = args[2].Split(',');
string[] newer = args[3].Split(',');
var steps = new PassingSteps();
Root root = Root.Open(args[0]);
var installer = new Installer(root, steps, steps, [args[1]], TimeProvider.System);
InstallOptions options = InstallOptions.Default with { AllowsDowngrade = true };

// Everything is compiled by the JIT once before the killer starts its clock.
installer.Install(older, options);
Console.WriteLine("writing");
while (true)
{
    installer.Install(older, options);
    int generation = root.Store.Installed().Generation;
    installer.Install(newer, options);
    installer.RollBack(generation);
    installer.Install(newer, options);
    installer.Remove([.. root.Store.Installed().Drivers.Select(driver => driver.Manifest.Id)]);
}

/// <summary>Verification and re-emit are other people's matter: everything passes as it is.</summary>
internal sealed class PassingSteps : IPackageVerifier, IPackageCompiler
{
    public IReadOnlyList<VerificationFinding> Verify(DriverPackage package) => [];

    public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement) => package.Assemblies;
}
