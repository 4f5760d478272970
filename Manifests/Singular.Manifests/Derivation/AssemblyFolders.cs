using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>Finds assemblies by simple name among given bytes and in given folders, and nowhere else.</summary>
/// <remarks>Not thread-safe. What was found is kept until <see cref="Dispose"/>.</remarks>
public sealed class AssemblyFolders : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _given = new(StringComparer.Ordinal);
    private readonly string[] _folders;

    /// <param name="folders">Searched in this order for <c>NAME.dll</c>.</param>
    public AssemblyFolders(params string[] folders) => _folders = folders;

    /// <summary>Offers an assembly's bytes, before any folder is searched.</summary>
    public void Add(string simpleName, byte[] image) => _given[simpleName] = image;

    /// <exception cref="RefusedException"><c>AssemblyNotFound</c> or <c>AssemblyUnreadable</c>.</exception>
    public AssemblyDefinition Resolve(AssemblyNameReference name)
    {
        if (_loaded.TryGetValue(name.Name, out AssemblyDefinition? known))
            return known;
        byte[]? image = _given.GetValueOrDefault(name.Name) ?? FindInFolders(name.Name);
        if (image is null)
        {
            throw new RefusedException(RefusalCode.AssemblyNotFound, name.Name, "the driver refers to this assembly and it was not found",
                "put it into the package or install the contract that it belongs to");
        }
        AssemblyDefinition assembly = AssemblyImage.Load(image, name.Name, this);
        _loaded[name.Name] = assembly;
        return assembly;
    }

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

    /// <summary>True when one of the folders has an assembly of this name.</summary>
    public bool HasInFolders(string simpleName) => NameRules.IsPackageId(simpleName) && _folders.Any(folder => File.Exists(Path.Combine(folder, simpleName + ".dll")));

    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _loaded.Values)
            assembly.Dispose();
        _loaded.Clear();
    }

    private byte[]? FindInFolders(string simpleName)
    {
        // The name comes out of a package: only what can be nothing but a file name is looked for.
        if (!NameRules.IsPackageId(simpleName))
            return null;
        foreach (string folder in _folders)
        {
            string path = Path.Combine(folder, simpleName + ".dll");
            if (File.Exists(path))
                return File.ReadAllBytes(path);
        }
        return null;
    }
}
