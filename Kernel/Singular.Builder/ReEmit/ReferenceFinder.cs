using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.ReEmit;

/// <summary>Finds what a reference means: first among the assemblies of the same package that were already written, then in the
/// fixed set of the system's assemblies. There is no other place.</summary>
internal sealed class ReferenceFinder(AssemblySet references, IReadOnlyDictionary<string, ModuleDefinition> siblings)
{
    /// <summary>Where types of the core library are named; the facade, as the compilers of drivers do.</summary>
    private static readonly AssemblyNameReference CoreFacade = new("System.Runtime", new Version(0, 0, 0, 0));

    /// <summary>For Mono.Cecil, which looks up the enums behind constants when it writes them: the same two places.</summary>
    internal IAssemblyResolver Resolver { get; } = new SiblingResolver(references.Module.AssemblyResolver, siblings);

    /// <summary>Identity of the core library's facade in this build.</summary>
    internal AssemblyNameDefinition CoreIdentity() => Identity(CoreFacade, CoreFacade.Name);

    /// <summary>The assembly that will be named in place of the one that the model names.</summary>
    internal AssemblyNameDefinition Identity(AssemblyNameReference scope, string place)
    {
        if (siblings.TryGetValue(scope.Name, out ModuleDefinition? sibling))
            return sibling.Assembly.Name;
        return references.FindAssembly(scope)?.Name
            ?? throw Unresolved(place, $"the assembly '{scope.Name}', version {scope.Version}, is not part of this build");
    }

    /// <summary>The definition of an external type that is no instantiation, array or parameter.</summary>
    internal TypeDefinition Definition(TypeReference type)
    {
        TypeDefinition? found = TopScope(type) is AssemblyNameReference scope && siblings.TryGetValue(scope.Name, out ModuleDefinition? sibling)
            ? FindIn(sibling, type)
            : references.FindType(type);
        return found ?? throw Unresolved(type.FullName, $"there is no such type in '{TopScope(type)?.Name}'");
    }

    private static TypeDefinition? FindIn(ModuleDefinition module, TypeReference type)
    {
        if (type.DeclaringType is null)
            return module.Types.FirstOrDefault(candidate => candidate.Name == type.Name && candidate.Namespace == type.Namespace);
        return FindIn(module, type.DeclaringType)?.NestedTypes.FirstOrDefault(candidate => candidate.Name == type.Name);
    }

    private static IMetadataScope? TopScope(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type.Scope;
    }

    private static BuildException Unresolved(string place, string found) =>
        new(BuildCode.UnresolvedReference, place, found, "a reference to the system's assemblies or to the package's own",
            "Put the missing assembly into the package, or build against the system's reference assemblies.");

    private sealed class SiblingResolver(IAssemblyResolver others, IReadOnlyDictionary<string, ModuleDefinition> siblings) : IAssemblyResolver
    {
        public AssemblyDefinition? Resolve(AssemblyNameReference name) =>
            siblings.TryGetValue(name.Name, out ModuleDefinition? sibling) ? sibling.Assembly : others.Resolve(name);

        public AssemblyDefinition? Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

        /// <summary>Both places belong to somebody else.</summary>
        public void Dispose()
        {
        }
    }
}
