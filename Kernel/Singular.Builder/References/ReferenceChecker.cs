using Mono.Cecil;
using Singular.Verifier;

namespace Singular.Builder.References;

/// <summary>
/// Checks that whatever the assemblies of a program refer to is there: every type, every method by its exact signature, every field,
/// and every member that a class owes to an interface. The compiler itself would put a throw in place of what it does not find.
/// </summary>
/// <param name="platformFolders">Folders of the platform library that the program is compiled against.</param>
public sealed class ReferenceChecker(IReadOnlyList<string> platformFolders)
{
    private const int ShownFindings = 50;

    /// <summary>Checks the assemblies of one program against each other and the platform.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.UnresolvedReference"/>,
    /// <see cref="BuildCode.MissingImplementation"/> or <see cref="BuildCode.DuplicateAssembly"/>, with the list.</exception>
    public void Check(IReadOnlyList<AssemblyFile> assemblies)
    {
        using ReferenceSet references = Collect(assemblies);
        List<string> unresolved = [];
        List<string> missing = [];
        foreach (AssemblyFile assembly in assemblies)
        {
            using AssemblySet set = AssemblySet.Open(assembly.Bytes, references);
            var text = new SignatureText(set);
            var members = new MemberFinder(set, text);
            unresolved.AddRange(Unresolved(set, members).Select(member => $"{assembly.Name}: {member}"));
            var implementations = new ImplementationFinder(set, members, text);
            missing.AddRange(
                from type in set.Module.GetTypes()
                from member in implementations.Missing(type)
                select $"{assembly.Name}: {type.FullName} lacks {member}");
        }
        if (unresolved.Count > 0)
            throw Refused(BuildCode.UnresolvedReference, unresolved, "reference(s) to what is not in this build", "every reference to resolve");
        if (missing.Count > 0)
            throw Refused(BuildCode.MissingImplementation, missing, "member(s) of interfaces or abstract bases without implementation", "each to be implemented");
    }

    private static IEnumerable<string> Unresolved(AssemblySet set, MemberFinder members)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (TypeReference type in set.Module.GetTypeReferences())
        {
            if (set.FindType(type) is null && missing.Add(type.FullName))
                yield return $"type {type.FullName} of {type.Scope?.Name}";
        }
        // A missing type says all about its members, which would only bury it.
        foreach (MemberReference member in set.Module.GetMemberReferences())
        {
            if (!missing.Contains(member.DeclaringType.GetElementType().FullName) && !members.Exists(member))
                yield return member.FullName;
        }
    }

    private ReferenceSet Collect(IReadOnlyList<AssemblyFile> assemblies)
    {
        var references = new ReferenceSet();
        foreach (string folder in platformFolders)
            references.AddFolder(folder);
        var names = references.Names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (AssemblyFile assembly in assemblies)
        {
            if (!names.Add(assembly.Name))
                throw new BuildException(
                    BuildCode.DuplicateAssembly, assembly.Name, "two assemblies of this program have this name", "each name once",
                    "Leave one of them out.");
            references.Add(assembly.Bytes.ToArray());
        }
        return references;
    }

    private static BuildException Refused(BuildCode code, List<string> findings, string found, string expected) =>
        new(code, findings[0].Split(':')[0], $"{findings.Count} {found}", expected,
            "Compile the named assemblies against the versions of this build.", [.. findings.Order(StringComparer.Ordinal).Take(ShownFindings)]);
}
