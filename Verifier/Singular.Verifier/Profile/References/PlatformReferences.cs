using Mono.Cecil;

namespace Singular.Verifier.Profile.References;

/// <summary>The platform's reference assemblies and their types by name.</summary>
internal sealed class PlatformReferences : IDisposable
{
    private const string Core = "System.Runtime.dll";

    private readonly Resolver _resolver = new();
    private readonly Dictionary<string, TypeDefinition> _types = new(StringComparer.Ordinal);

    public PlatformReferences(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Core)))
            throw new FileNotFoundException($"{folder} holds no {Core}; expected the platform's reference assemblies, the folder ref/netX.0 of Microsoft.NETCore.App.Ref.");
        foreach (string path in Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = _resolver, InMemory = true });
            _resolver.Add(module.Assembly);
            Modules.Add(module);
            foreach (TypeDefinition type in module.GetTypes().Where(IsVisible))
                _types.TryAdd(CanonicalName.OfType(type), type);
        }

        // Attribute values name enums of other assemblies, so they are read when all are there, and before anything is cut.
        foreach (ModuleDefinition module in Modules)
            module.ImmediateRead();
    }

    /// <summary>In the order of their names.</summary>
    public List<ModuleDefinition> Modules { get; } = [];

    /// <summary>The public type of that name (<see cref="CanonicalName.OfType"/>).</summary>
    public TypeDefinition? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The definition that a reference inside of the platform means.</summary>
    public TypeDefinition? Find(TypeReference reference) => reference as TypeDefinition ?? Find(CanonicalName.OfType(reference));

    public void Dispose()
    {
        foreach (ModuleDefinition module in Modules)
            module.Dispose();
        _resolver.Dispose();
    }

    private static bool IsVisible(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType);

    /// <summary>Resolves to the modules that were read, and to nothing else.</summary>
    private sealed class Resolver : BaseAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _assemblies = new(StringComparer.OrdinalIgnoreCase);

        public void Add(AssemblyDefinition assembly) => _assemblies[assembly.Name.Name] = assembly;

        public override AssemblyDefinition Resolve(AssemblyNameReference name) =>
            _assemblies.GetValueOrDefault(name.Name) ?? throw new AssemblyResolutionException(name);

        public override AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);
    }
}
