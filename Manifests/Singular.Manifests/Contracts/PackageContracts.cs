using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>The system's contract assemblies that a package refers to, seen with the eyes of the package: at the minor versions that
/// it was compiled against.</summary>
internal sealed class PackageContracts : IDisposable
{
    private const string ContractAttribute = "Singular.Channels.ContractAttribute";

    private readonly DriverPackage _package;
    private readonly AssemblyFolders _folders;
    private readonly List<AssemblyDefinition> _assemblies = [];
    private readonly List<AssemblyDefinition> _own = [];
    private readonly List<TypeDefinition> _contracts = [];

    /// <param name="package">The package; nothing of it is trusted.</param>
    /// <param name="contractFolders">Where the contract assemblies, <c>Singular.Channels</c> and the SDK lie.</param>
    /// <exception cref="RefusedException">An assembly of the package cannot be read.</exception>
    public PackageContracts(DriverPackage package, IReadOnlyList<string> contractFolders)
    {
        _package = package;
        _folders = new AssemblyFolders([.. contractFolders]);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string name, byte[] image) in package.Assemblies)
        {
            AssemblyDefinition assembly = AssemblyImage.Load(image, name, _folders);
            _own.Add(assembly);
            names.UnionWith(assembly.MainModule.AssemblyReferences.Select(reference => reference.Name));
        }
        foreach (string name in names.Where(_folders.HasInFolders))
        {
            AssemblyDefinition assembly = _folders.Resolve(new AssemblyNameReference(name, null));
            TypeDefinition[] contracts = [.. assembly.MainModule.Types.Where(type => AttributeReading.Has(type, ContractAttribute))];
            if (contracts.Length == 0)
                continue;
            _assemblies.Add(assembly);
            _contracts.AddRange(contracts);
        }
    }

    /// <summary>Refuses contracts that this system has in other versions only: newer ones than it knows, or major versions that it
    /// does not have.</summary>
    /// <exception cref="RefusedException"><c>ContractTooNew</c> or <c>ContractMissing</c>.</exception>
    public void CheckKnown()
    {
        foreach (ContractReference wanted in Claimed())
        {
            int[] majors = [.. _contracts.Where(contract => Name(contract) == wanted.Name).Select(Major).Order()];
            TypeDefinition? known = _contracts.Find(contract => ContractVersions.Is(contract, wanted.Name, wanted.Major));
            if (known is null && majors.Length > 0)
            {
                string has = $"it was compiled against {wanted}; of {wanted.Name} this system has the major version {string.Join(" and ", majors)}";
                throw wanted.Major > majors[^1]
                    ? new RefusedException(RefusalCode.ContractTooNew, _package.Id, has, "update the system, or install a version of the driver for an older contract")
                    : new RefusedException(RefusalCode.ContractMissing, _package.Id, has, "install a version of the driver for a newer contract");
            }
            if (known is not null && wanted.Minor > ContractVersions.MinorOf(known))
            {
                throw new RefusedException(RefusalCode.ContractTooNew, _package.Id, $"it was compiled against {wanted}, this system knows {wanted.Name} {wanted.Major}.{ContractVersions.MinorOf(known)}",
                    "update the system, or install a version of the driver for an older contract");
            }
        }
    }

    /// <summary>Refuses a contract that continues another one than the package was compiled against.</summary>
    /// <param name="derived">The package's manifest, made from its IL and <see cref="AsCompiled"/>.</param>
    /// <exception cref="RefusedException"><c>ContractDiffers</c>.</exception>
    public void CheckContinued(DriverManifest derived)
    {
        ContractReference[] now = [derived.Provides, .. derived.Imports.Select(import => import.Contract)];
        foreach (ContractReference wanted in Claimed())
        {
            if (now.FirstOrDefault(known => known.Name == wanted.Name && known.Major == wanted.Major && known.Minor == wanted.Minor) is { } same && same.Hash != wanted.Hash)
            {
                throw new RefusedException(RefusalCode.ContractDiffers, _package.Id,
                    $"it was compiled against {wanted} with hash {wanted.Hash[..12]}…, this system's {same} has hash {same.Hash[..12]}…", "build it against this system's contract assembly: one version cannot have two texts");
            }
        }
    }

    /// <summary>The contract assemblies that have grown since the package was compiled, as they were then, by simple name.</summary>
    public IReadOnlyDictionary<string, byte[]> AsCompiled()
    {
        var older = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (AssemblyDefinition assembly in _assemblies)
        {
            Dictionary<string, int> minors = [];
            foreach (TypeDefinition contract in _contracts.Where(contract => contract.Module == assembly.MainModule))
            {
                int minor = MinorFor(contract);
                if (minor < ContractVersions.MinorOf(contract))
                    minors[contract.FullName] = minor;
            }
            if (minors.Count > 0)
                older[assembly.Name.Name] = ContractVersions.AsOf(assembly, minors);
        }
        return older;
    }

    public void Dispose()
    {
        _own.ForEach(assembly => assembly.Dispose());
        _folders.Dispose();
    }

    /// <summary>What the manifest states for the contracts that it names, and what the package's classes have of the members of the
    /// endpoints that they are; nothing is known of endpoints that the package only calls, and their newest version holds.</summary>
    private int MinorFor(TypeDefinition contract)
    {
        int minor = ContractVersions.MinorOf(contract);
        foreach (ContractReference wanted in Claimed().Where(wanted => ContractVersions.Is(contract, wanted.Name, wanted.Major)))
            minor = Math.Min(minor, wanted.Minor);
        IEnumerable<TypeDefinition> servers = _own.SelectMany(assembly => assembly.MainModule.GetTypes())
            .Where(type => type.IsClass && type.Interfaces.Any(item => item.InterfaceType.FullName == contract.FullName));
        ModuleDefinition[] modules = [.. _own.Select(assembly => assembly.MainModule)];
        // A class that lacks what was there from the start is of no version; it is for the verifier to refuse.
        return servers.Select(type => ContractVersions.MinorOf(type, contract, modules)).Where(has => has >= 0).Append(minor).Min();
    }

    private IEnumerable<ContractReference> Claimed() => _package.Manifest.Imports.Select(import => import.Contract).Prepend(_package.Manifest.Provides);

    private static string Name(TypeDefinition contract) => AttributeReading.Argument<string>(AttributeReading.Find(contract, ContractAttribute)!, 0) ?? "";

    private static int Major(TypeDefinition contract) => AttributeReading.Int32(AttributeReading.Find(contract, ContractAttribute)!, 1) ?? 0;
}
