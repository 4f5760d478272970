using Singular.Manifests;

// Arguments: root, folder of contract assemblies, old set of packages, new set (each separated by commas), then how:
//   forever                                            everything again and again, until it is killed
//   install|upgrade|rollback|remove ...                these, one after the other; status 1 with the code when one is refused
string[] older = args[2].Split(',');
string[] newer = args[3].Split(',');
var steps = new PassingSteps();
Root root = Root.Open(args[0]);
var installer = new Installer(root, steps, steps, [args[1]], TimeProvider.System);
InstallOptions options = InstallOptions.Default with { AllowsDowngrade = true };

if (args[4] != "forever")
{
    try
    {
        foreach (string step in args.Skip(4))
            Run(step);
        return 0;
    }
    catch (RefusedException refused)
    {
        Console.WriteLine(refused.Message);
        return 1;
    }
}

// Everything is compiled by the JIT once before the killer starts its clock.
installer.Install(older, options);
Console.WriteLine("writing");
while (true)
{
    foreach (string step in (string[])["install", "upgrade", "rollback", "upgrade", "remove"])
        Run(step);
}

void Run(string step)
{
    switch (step)
    {
        case "install":
            installer.Install(older, options);
            break;
        case "upgrade":
            installer.Upgrade(newer, options);
            break;
        case "rollback" when root.Store.Installed().Generation > 1:
            installer.RollBack(root.Store.Installed().Generation - 1);
            break;
        case "remove" when root.Store.Installed().Drivers.Count > 0:
            installer.Remove([.. root.Store.Installed().Drivers.Select(driver => driver.Manifest.Id)]);
            break;
    }
}

/// <summary>Verification and re-emit are other people's matter: everything passes as it is.</summary>
internal sealed class PassingSteps : IPackageVerifier, IPackageCompiler
{
    public string Rules => new('0', 64);

    public IReadOnlyList<VerificationFinding> Verify(DriverPackage package) => [];

    public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement) => package.Assemblies;
}
