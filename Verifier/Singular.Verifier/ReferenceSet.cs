using System.Runtime.InteropServices;
using Mono.Cecil;

namespace Singular.Verifier;

/// <summary>
/// The fixed map from assembly identities to bytes that references are resolved in. There is no probing and no fallback: what is
/// not in the map does not exist. One simple name stands for one assembly; a reference binds to it when the public key token is
/// the same and the version is not higher (the runtime's own unification rule). Not safe for use from two threads at once.
/// </summary>
public sealed class ReferenceSet : IDisposable
{
    private sealed class Entry(AssemblyIdentity identity, Lazy<byte[]> bytes)
    {
        public AssemblyIdentity Identity { get; } = identity;
        public Lazy<byte[]> Bytes { get; } = bytes;
        public AssemblyDefinition? Model { get; set; }
    }

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ModuleDefinition, ModuleTypes> _types = [];
    private readonly Resolver _resolver;
    private bool _disposed;

    public ReferenceSet() => _resolver = new Resolver(this);

    /// <summary>The simple names in the map, in ordinal order.</summary>
    public IReadOnlyList<string> Names => _entries.Keys.Order(StringComparer.Ordinal).ToList();

    /// <summary>Adds one assembly held in memory. Replaces nothing: of two with one simple name the higher version stays.</summary>
    /// <exception cref="BadImageFormatException">The bytes are no managed assembly.</exception>
    public void Add(byte[] assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Add(AssemblyIdentity.Read(new MemoryStream(assembly, writable: false)), new Lazy<byte[]>(assembly));
    }

    /// <summary>Adds one file. It is read in full when first needed.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is no managed assembly.</exception>
    public void AddFile(string path)
    {
        using var stream = File.OpenRead(path);
        Add(AssemblyIdentity.Read(stream), new Lazy<byte[]>(() => File.ReadAllBytes(path)));
    }

    /// <summary>Adds every managed <c>*.dll</c> of a folder, in ordinal order of names; native libraries are passed over.</summary>
    /// <returns>The paths of the managed ones, in that order.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public IReadOnlyList<string> AddFolder(string folder)
    {
        var added = new List<string>();
        foreach (var path in Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            try
            {
                AddFile(path);
                added.Add(path);
            }
            catch (BadImageFormatException)
            {
                // A native library lies beside the managed ones in every runtime folder; it cannot be referenced from IL.
            }
        }
        return added;
    }

    /// <summary>
    /// Another set of the same map, for another thread. What is read from files is read once for both; the models over it, which
    /// change while they are used, are each set's own.
    /// </summary>
    public ReferenceSet Fork()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var fork = new ReferenceSet();
        foreach (var (name, entry) in _entries)
            fork._entries.Add(name, new Entry(entry.Identity, entry.Bytes));
        return fork;
    }

    /// <summary>The assembly that a reference means, or null when the map has none for this identity.</summary>
    internal AssemblyDefinition? Find(AssemblyNameReference reference)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_entries.TryGetValue(reference.Name, out var entry) || !entry.Identity.Satisfies(reference))
            return null;
        return entry.Model ??= Open(entry.Bytes.Value, _resolver);
    }

    /// <summary>The types of one of the map's modules; kept for the next verification.</summary>
    internal ModuleTypes TypesOf(ModuleDefinition module)
    {
        if (!_types.TryGetValue(module, out var types))
            _types.Add(module, types = new ModuleTypes(module));
        return types;
    }

    internal IAssemblyResolver AssemblyResolver => _resolver;

    internal static AssemblyDefinition Open(ReadOnlyMemory<byte> bytes, IAssemblyResolver resolver) =>
        AssemblyDefinition.ReadAssembly(StreamOf(bytes), new ReaderParameters(ReadingMode.Deferred)
        {
            AssemblyResolver = resolver,
            InMemory = false,
            ReadSymbols = false,
        });

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private void Add(AssemblyIdentity identity, Lazy<byte[]> bytes)
    {
        if (_entries.TryGetValue(identity.Name, out var present) && present.Identity.Version >= identity.Version)
            return;
        _entries[identity.Name] = new Entry(identity, bytes);
    }

    /// <summary>Closes the models of all references.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var entry in _entries.Values)
            entry.Model?.Dispose();
    }

    private sealed class Resolver(ReferenceSet owner) : IAssemblyResolver
    {
        public AssemblyDefinition? Resolve(AssemblyNameReference name) => owner.Find(name);

        public AssemblyDefinition? Resolve(AssemblyNameReference name, ReaderParameters parameters) => owner.Find(name);

        public void Dispose()
        {
        }
    }
}
