using Singular.Manifests;

namespace Singular.Builder.Images;

/// <summary>The contract assemblies that drivers carry in their packages, for contracts that are not the system's.</summary>
internal static class PackageContracts
{
    /// <summary>Those of some drivers, each once.</summary>
    internal static IReadOnlyList<AssemblyFile> Of(IEnumerable<ImageDriver> drivers) =>
        [.. drivers.SelectMany(driver => driver.Assemblies)
            .Where(assembly => ContractAssemblies.DeclaredIn(assembly.Bytes).Count > 0)
            .DistinctBy(assembly => assembly.Name, StringComparer.Ordinal)
            .OrderBy(assembly => assembly.Name, StringComparer.Ordinal)
            .Select(assembly => new AssemblyFile(assembly.Name, assembly.Bytes))];

    /// <summary>A driver that did not verify, with a contract that no verified one carries: the kernel stands between the two ends of every
    /// contract, and nothing unverified is linked into it.</summary>
    internal static bool IsUnverified(ImageDriver driver, IReadOnlyList<ImageDriver> all)
    {
        if (driver.IsTypeSafe)
            return false;
        HashSet<string> verified = [.. Of(all.Where(other => other.IsTypeSafe)).Select(assembly => assembly.Name)];
        return Of([driver]).Any(assembly => !verified.Contains(assembly.Name));
    }
}
