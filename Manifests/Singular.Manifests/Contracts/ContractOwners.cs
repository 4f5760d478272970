using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>Whose assembly each contract of some drivers is. An image has each contract once; two assemblies of it would be two types, between
/// which no call can go.</summary>
public sealed class ContractOwners
{
    /// <summary>Contracts of this name space are the system's, which every image has.</summary>
    public const string OfTheSystem = "singular.";

    private readonly Dictionary<(string Name, int Major), (string Driver, string Sha256)> _owners = [];

    /// <summary>Adds a driver.</summary>
    /// <param name="driver">Its package id.</param>
    /// <param name="assemblies">Its assemblies by simple name, written anew.</param>
    /// <returns>Why it cannot share a system with those that were added before; empty when it can.</returns>
    public IReadOnlyList<Refusal> Add(string driver, IReadOnlyDictionary<string, byte[]> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        List<Refusal> refusals = [];
        foreach ((string name, byte[] assembly) in assemblies)
        {
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(assembly));
            foreach ((string Name, int Major) contract in ContractAssemblies.DeclaredIn(assembly))
            {
                if (contract.Name.StartsWith(OfTheSystem, StringComparison.Ordinal))
                    Refuse($"its {name}.dll declares {contract.Name} {contract.Major}, and names that begin with {OfTheSystem} are the system's", "give the contract a name of your own");
                else if (!_owners.TryAdd(contract, (driver, sha256)) && _owners[contract].Sha256 != sha256)
                    Refuse($"its {name}.dll, which declares {contract.Name} {contract.Major}, is not the one that {_owners[contract].Driver} carries", "build both against the same contract assembly");
            }
        }
        return refusals;

        void Refuse(string what, string remedy) => refusals.Add(new Refusal(RefusalCode.ContractDiffers, driver, what, remedy));
    }
}
