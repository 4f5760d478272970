namespace Singular.Manifests;

/// <summary>Which names a package's assemblies may have.</summary>
internal static class AssemblyNames
{
    // isolation.md, section 6.1: the compiler acts on what it finds under these names.
    private static readonly string[] ReservedNames = ["System", "Internal", "Microsoft", "Singular", "mscorlib", "netstandard"];

    /// <exception cref="RefusedException"><c>AssemblyNameReserved</c>.</exception>
    public static void CheckFree(string simpleName)
    {
        string first = simpleName.Split('.')[0];
        if (ReservedNames.Contains(first, StringComparer.OrdinalIgnoreCase))
            throw Reserved(simpleName, $"names that begin with {first} are the platform's and the system's");
    }

    public static RefusedException Reserved(string simpleName, string what) =>
        new(RefusalCode.AssemblyNameReserved, $"{simpleName}.dll", what, "leave the assembly out of the package where it is a reference only, or rename it");
}
