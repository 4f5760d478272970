using Mono.Cecil;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>Finds the platform's assemblies in the folders of the pinned compiler, each read once.</summary>
internal sealed class FrameworkResolver(IReadOnlyList<string> folders) : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition?> _known = new(StringComparer.Ordinal);

    /// <summary>The assembly of that simple name.</summary>
    /// <exception cref="AssemblyResolutionException">There is none.</exception>
    public AssemblyDefinition Resolve(AssemblyNameReference name)
    {
        if (!_known.TryGetValue(name.Name, out AssemblyDefinition? assembly))
        {
            string? path = folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists);
            assembly = path is null ? null : AssemblyDefinition.ReadAssembly(path, new ReaderParameters(ReadingMode.Deferred) { AssemblyResolver = this });
            _known.Add(name.Name, assembly);
        }
        return assembly ?? throw new AssemblyResolutionException(name);
    }

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

    public void Dispose()
    {
        foreach (AssemblyDefinition? assembly in _known.Values)
            assembly?.Dispose();
    }
}
