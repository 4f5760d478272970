using Mono.Cecil;

namespace Singular.Verifier;

/// <summary>The assembly under verification and the references that it may resolve to, as Mono.Cecil models over bytes in memory.</summary>
public sealed class AssemblySet : IDisposable
{
    /// <summary>ExportedType chains longer than this are refused; real facades need one or two steps.</summary>
    private const int ForwarderSteps = 8;

    private readonly ReferenceSet _references;
    private readonly ModuleTypes _own;
    private readonly Dictionary<AssemblyNameReference, AssemblyDefinition?> _found = new(ReferenceEqualityComparer.Instance);

    private AssemblySet(AssemblyDefinition assembly, ReferenceSet references)
    {
        Assembly = assembly;
        _references = references;
        _own = new ModuleTypes(assembly.MainModule);
    }

    /// <summary>Opens the assembly's model over a snapshot of its bytes.</summary>
    /// <exception cref="BadImageFormatException">The bytes are no managed assembly.</exception>
    public static AssemblySet Open(ReadOnlyMemory<byte> assembly, ReferenceSet references) =>
        new(ReferenceSet.Open(assembly, references.AssemblyResolver), references);

    /// <summary>The assembly under verification.</summary>
    public AssemblyDefinition Assembly { get; }

    /// <summary>Its only module.</summary>
    public ModuleDefinition Module => Assembly.MainModule;

    /// <summary>The referenced assembly of exactly this identity, or null.</summary>
    public AssemblyDefinition? FindAssembly(AssemblyNameReference name)
    {
        if (!_found.TryGetValue(name, out var assembly))
            _found.Add(name, assembly = _references.Find(name));
        return assembly;
    }

    /// <summary>
    /// The definition that a type reference means, forwarders followed with a bound; null when there is none. Only definitions and
    /// references without arguments or element types resolve. Nesting is followed upwards in a loop, never by recursion.
    /// </summary>
    public TypeDefinition? FindType(TypeReference reference)
    {
        if (reference is TypeDefinition definition)
            return definition;
        if (reference is TypeSpecification or GenericParameter)
            return null;
        var path = new Stack<string>();
        var outer = reference;
        while (outer.DeclaringType is { } declaring)
        {
            // A chain of TypeRef scopes can be a cycle in a hostile image.
            if (path.Count >= 64)
                return null;
            path.Push(outer.Name);
            outer = declaring;
        }
        var type = outer is TypeDefinition own ? own : FindTopLevel(outer);
        while (type is not null && path.TryPop(out var name))
            type = FindNested(type, name);
        return type;
    }

    private TypeDefinition? FindTopLevel(TypeReference reference)
    {
        var module = ModuleOf(reference.Scope, reference.Module);
        for (var step = 0; module is not null && step <= ForwarderSteps; step++)
        {
            var types = TypesOf(module);
            if (types.Find(reference.Namespace, reference.Name) is { } found)
                return found;
            if (types.FindForwarder(reference.Namespace, reference.Name) is not { } next)
                return null;
            module = FindAssembly(next)?.MainModule;
        }
        return null;
    }

    private ModuleDefinition? ModuleOf(IMetadataScope? scope, ModuleDefinition referring) => scope switch
    {
        ModuleDefinition module => module,
        AssemblyNameReference name => FindAssembly(name)?.MainModule,
        null => referring,
        // A ModuleRef names another file of a multi-module assembly; there are none.
        _ => null,
    };

    /// <summary>The top-level type of that name defined in a module, or null.</summary>
    public TypeDefinition? FindInModule(ModuleDefinition module, string @namespace, string name) => TypesOf(module).Find(@namespace, name);

    private ModuleTypes TypesOf(ModuleDefinition module) => module == Module ? _own : _references.TypesOf(module);

    private static TypeDefinition? FindNested(TypeDefinition outer, string name)
    {
        foreach (var nested in outer.NestedTypes)
        {
            if (nested.Name == name)
                return nested;
        }
        return null;
    }

    /// <summary>Closes the assembly's model; the references stay open for the next verification.</summary>
    public void Dispose() => Assembly.Dispose();
}
