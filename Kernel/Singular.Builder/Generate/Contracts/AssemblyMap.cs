using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>The assemblies that generation may look into, by simple name. Nothing is looked for anywhere else, and no type of
/// the platform library is needed beyond its name.</summary>
internal sealed class AssemblyMap : IDisposable
{
    private readonly Dictionary<string, AssemblyDefinition> _assemblies = new(StringComparer.Ordinal);

    internal AssemblyMap(IEnumerable<AssemblyFile> files)
    {
        var parameters = new ReaderParameters { ReadingMode = ReadingMode.Deferred, AssemblyResolver = new NoResolver() };
        foreach (AssemblyFile file in files)
            _assemblies[file.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(file.Bytes.ToArray(), writable: false), parameters);
    }

    internal AssemblyDefinition Get(string name) => _assemblies.TryGetValue(name, out AssemblyDefinition? assembly)
        ? assembly
        : throw new GenerationException(name, null, null, "no such assembly among those handed over", "all assemblies that contracts and drivers refer to");

    internal TypeDefinition GetType(string assembly, string fullName) => Get(assembly).MainModule.GetType(fullName)
        ?? throw new GenerationException(assembly, null, null, $"no type {fullName}", "the version of the assembly that this generator was written for");

    /// <summary>The definition of a type, null when its assembly was not handed over or does not have it.</summary>
    internal TypeDefinition? Find(TypeReference type)
    {
        if (type is TypeDefinition definition)
            return definition;
        string? assembly = type.Scope switch
        {
            AssemblyNameReference reference => reference.Name,
            ModuleDefinition module => module.Assembly.Name.Name,
            _ => null,
        };
        return assembly is not null && _assemblies.TryGetValue(assembly, out AssemblyDefinition? found)
            ? found.MainModule.GetType(type.FullName)
            : null;
    }

    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _assemblies.Values)
            assembly.Dispose();
    }

    /// <summary>Cecil may not go looking for files.</summary>
    private sealed class NoResolver : IAssemblyResolver
    {
        public AssemblyDefinition? Resolve(AssemblyNameReference name) => null;

        public AssemblyDefinition? Resolve(AssemblyNameReference name, ReaderParameters parameters) => null;

        public void Dispose()
        {
        }
    }
}
