using System.Reflection;
using System.Runtime.Loader;
using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Manifests;

namespace Singular.Kernel.Checking;

/// <summary>The contracts of an image under check: the system's, and those that its drivers carry. What the drivers carry was verified and
/// written anew when the image was made; it is loaded into a load context of its own, once, however many drivers carry it.</summary>
public sealed class CheckedContracts
{
    private readonly string[] _folders;
    private readonly List<Assembly> _carried = [];

    /// <param name="folders">Where the assemblies lie that came out of packages.</param>
    public CheckedContracts(params IEnumerable<string> folders)
    {
        _folders = [.. folders.Select(Path.GetFullPath)];
        Context = new AssemblyLoadContext("image under check");
        Context.Resolving += (_, name) => PathOf(name.Name!) is { } file ? Context.LoadFromAssemblyPath(file) : null;
        string[] files = [.. _folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).DistinctBy(Path.GetFileName).Where(IsCarried).Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            if (ContractAssemblies.DeclaredIn(File.ReadAllBytes(file)).Count > 0)
                _carried.Add(Context.LoadFromAssemblyPath(file));
        }
        Bindings = [.. SystemContracts.Bindings, .. _carried.SelectMany(ContractCode.All)];
    }

    /// <summary>Where drivers, the contracts that they carry and these contracts' laws are loaded; everything else is the program's own.</summary>
    internal AssemblyLoadContext Context { get; }

    /// <summary>The boundary code of all.</summary>
    public IReadOnlyList<ContractBinding> Bindings { get; }

    /// <summary>The boundary code of a contract.</summary>
    /// <exception cref="CheckException">There is no such contract in the image.</exception>
    public ContractBinding Find(ContractReference contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return Bindings.FirstOrDefault(binding => binding.Name == contract.Name && binding.Major == contract.Major)
            ?? throw new CheckException($"The contract {contract} is neither one of the system's nor in the package; pack the driver with the assembly that declares it.");
    }

    /// <summary>The name in this image of an assembly that drivers carry.</summary>
    /// <param name="original">Its name in the package.</param>
    internal string? Renamed(string original) => _carried.Select(assembly => assembly.GetName().Name!).FirstOrDefault(name => ReEmittedName.OriginalOf(name) == original);

    /// <summary>Boundary code is generated anew, by the kit, for the contracts as they are loaded here.</summary>
    private string? PathOf(string name) => _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(file => IsCarried(file) && File.Exists(file));

    private static bool IsCarried(string file) =>
        !File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file))) && !Path.GetFileName(file).StartsWith(Builder.Generate.ContractGenerator.NameFor(""), StringComparison.Ordinal);
}
