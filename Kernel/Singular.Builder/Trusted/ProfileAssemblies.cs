using Mono.Cecil;
using Singular.Verifier.Profile;

namespace Singular.Builder.Trusted;

/// <summary>Finds the platform assemblies whose code the profile's members are.</summary>
internal static class ProfileAssemblies
{
    /// <summary>Path of each assembly that defines a type of the profile, with the number of the profile's members in it.</summary>
    public static IReadOnlyDictionary<string, int> Find(DriverProfile profile, IEnumerable<string> folders)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = new HashSet<string>(profile.Types.Select(t => t.Name), StringComparer.Ordinal);
        foreach (string path in folders.SelectMany(f => Directory.GetFiles(f, "System.*.dll").Order(StringComparer.Ordinal)))
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            int members = module.GetTypes().Where(t => left.Remove(CanonicalName.OfType(t))).Sum(t => profile.FindType(CanonicalName.OfType(t))!.Members.Count);
            if (members > 0)
                found.Add(path, members);
        }

        return found;
    }
}
