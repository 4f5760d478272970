using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.ReEmit;

/// <summary>The order in which the assemblies of one package are written: what is referred to comes first.</summary>
internal static class PackageOrder
{
    internal static IReadOnlyList<AssemblySet> Sort(IReadOnlyList<AssemblySet> package)
    {
        var byName = new Dictionary<string, AssemblySet>(StringComparer.OrdinalIgnoreCase);
        foreach (AssemblySet assembly in package)
        {
            string name = assembly.Assembly.Name.Name;
            if (!byName.TryAdd(name, assembly))
                throw new BuildException(
                    BuildCode.DuplicateAssembly, name, "the package has two assemblies of this name", "one", "Rename one of them and pack again.");
        }
        var sorted = new List<AssemblySet>(package.Count);
        var remaining = byName.Keys.Order(StringComparer.Ordinal).ToList();
        while (remaining.Count > 0)
        {
            string? next = remaining.Find(name => !ReferencesAny(byName[name], remaining, name));
            if (next is null)
                throw new BuildException(
                    BuildCode.NotCarried, string.Join(", ", remaining), "these assemblies refer to each other in a circle",
                    "references in one direction", "Merge them into one assembly.");
            sorted.Add(byName[next]);
            remaining.Remove(next);
        }
        return sorted;
    }

    /// <summary>Attributes of assemblies are not carried over; where one opens internals to a neighbour, that would break it.</summary>
    internal static void CheckFriends(IReadOnlyList<AssemblySet> package)
    {
        var names = package.Select(assembly => assembly.Assembly.Name.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (AssemblySet assembly in package)
        {
            foreach (CustomAttribute attribute in assembly.Assembly.CustomAttributes)
            {
                if (attribute.AttributeType.FullName == "System.Runtime.CompilerServices.InternalsVisibleToAttribute"
                    && attribute.ConstructorArguments is [{ Value: string friend }]
                    && names.Contains(friend.Split(',')[0].Trim()))
                    throw new BuildException(
                        BuildCode.NotCarried, assembly.Assembly.Name.Name, $"its internals are opened to '{friend}'",
                        "assemblies that use each other's public members only", "Make the shared members public, or merge the assemblies.");
            }
        }
    }

    private static bool ReferencesAny(AssemblySet assembly, List<string> names, string self) =>
        assembly.Module.AssemblyReferences.Any(
            reference => !reference.Name.Equals(self, StringComparison.OrdinalIgnoreCase)
                && names.Contains(reference.Name, StringComparer.OrdinalIgnoreCase));
}
