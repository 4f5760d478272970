using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Refuses packages that bring another assembly for a contract than the drivers which they will share a system with. An image
/// has each contract once; two of them would be two types, between which no call can go.</summary>
/// <param name="store">Where the assemblies of installed drivers lie.</param>
internal sealed class SharedContracts(DriverStore store)
{
    /// <summary>Contracts of this name space are the system's, which every image has.</summary>
    private const string OfTheSystem = "singular.";

    private readonly Dictionary<(string Name, int Major), (string Driver, string Sha256)> _owners = [];
    private readonly List<Refusal> _refusals = [];

    /// <param name="stay">Installed drivers that are part of the system afterwards.</param>
    /// <param name="planned">What comes in.</param>
    /// <exception cref="RefusedException"><c>ContractDiffers</c>.</exception>
    public void Check(IEnumerable<InstalledDriver> stay, IReadOnlyList<PlannedDriver> planned)
    {
        // Hardly a package has one, and reading all that is installed takes its time.
        if (planned.All(driver => driver.Assemblies.Values.All(assembly => ContractAssemblies.DeclaredIn(assembly).Count == 0)))
            return;
        foreach (InstalledDriver driver in stay)
            Add(driver.Manifest.Id, store.Assemblies(driver));
        _refusals.Clear();
        foreach (PlannedDriver driver in planned)
            Add(driver.Package.Id, driver.Assemblies);
        if (_refusals.Count > 0)
            throw new RefusedException(_refusals);
    }

    private void Add(string driver, IReadOnlyDictionary<string, byte[]> assemblies)
    {
        foreach ((string name, byte[] assembly) in assemblies)
        {
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(assembly));
            foreach ((string Name, int Major) contract in ContractAssemblies.DeclaredIn(assembly))
            {
                if (contract.Name.StartsWith(OfTheSystem, StringComparison.Ordinal))
                    Refuse(driver, $"its {name}.dll declares {contract.Name} {contract.Major}, and names that begin with {OfTheSystem} are the system's", "give the contract a name of your own");
                else if (!_owners.TryAdd(contract, (driver, sha256)) && _owners[contract].Sha256 != sha256)
                    Refuse(driver, $"its {name}.dll, which declares {contract.Name} {contract.Major}, is not the one that {_owners[contract].Driver} carries", "build both against the same contract assembly");
            }
        }
    }

    private void Refuse(string driver, string what, string remedy) => _refusals.Add(new Refusal(RefusalCode.ContractDiffers, driver, what, remedy));
}
