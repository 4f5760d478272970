namespace Singular.Manifests;

/// <summary>The step "re-emit", and whatever else makes what is compiled out of what was verified.</summary>
public interface IPackageCompiler
{
    /// <summary>Makes the assemblies that go into the store.</summary>
    /// <param name="package">A package that passed every step so far.</param>
    /// <param name="placement">Where the driver will run.</param>
    /// <returns>Assemblies by simple name; the driver's under the package id.</returns>
    /// <exception cref="RefusedException">The package cannot be compiled.</exception>
    IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement);
}
