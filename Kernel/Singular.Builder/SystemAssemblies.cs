using Mono.Cecil;

namespace Singular.Builder;

/// <summary>The system's own managed assemblies, as the build of this checkout made them, by name.</summary>
/// <param name="folder">Folder with the files; each is named for its assembly.</param>
public sealed class SystemAssemblies(string folder)
{
    private readonly Dictionary<string, AssemblyFile> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An assembly of the system.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.InputMissing"/>: there is none of that name.</exception>
    public AssemblyFile this[string name] => Find(name)
        ?? throw new BuildException(
            BuildCode.InputMissing, Path.Combine(folder, name + ".dll"), "there is no such file", "the system's assembly of that name",
            "Run `singular setup`, which builds the system's assemblies.");

    /// <summary>Everything that an assembly refers to, directly or not, out of some given assemblies and the system's.</summary>
    /// <param name="entry">Where to begin; not part of the result.</param>
    /// <param name="others">Assemblies that are not the system's: drivers', contracts', generated ones.</param>
    /// <returns>Each assembly once, ordered by name. What is in neither place is left to the platform and to the reference check.</returns>
    public IReadOnlyList<AssemblyFile> Closure(AssemblyFile entry, IReadOnlyList<AssemblyFile> others)
    {
        var given = new Dictionary<string, AssemblyFile>(StringComparer.OrdinalIgnoreCase);
        foreach (AssemblyFile other in others)
        {
            if (!given.TryAdd(other.Name, other))
                throw new BuildException(
                    BuildCode.DuplicateAssembly, other.Name, "two assemblies of this program have this name", "each name once", "Leave one of them out.");
        }
        var found = new SortedDictionary<string, AssemblyFile>(StringComparer.Ordinal);
        var open = new Stack<AssemblyFile>([entry]);
        while (open.TryPop(out AssemblyFile? assembly))
        {
            foreach (string name in References(assembly))
            {
                if (name != entry.Name && !found.ContainsKey(name) && (given.GetValueOrDefault(name) ?? Find(name)) is { } next)
                {
                    found.Add(name, next);
                    open.Push(next);
                }
            }
        }
        return [.. found.Values];
    }

    private AssemblyFile? Find(string name)
    {
        if (_read.TryGetValue(name, out AssemblyFile? known))
            return known;
        string path = Path.Combine(folder, name + ".dll");
        if (!File.Exists(path))
            return null;
        AssemblyFile file = AssemblyFile.Read(path);
        _read.Add(name, file);
        return file;
    }

    private static List<string> References(AssemblyFile assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            new MemoryStream(assembly.Bytes.ToArray(), writable: false), new ReaderParameters(ReadingMode.Deferred));
        return [.. module.AssemblyReferences.Select(reference => reference.Name)];
    }
}
