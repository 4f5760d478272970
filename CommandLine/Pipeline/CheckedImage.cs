using Singular.Builder;
using Singular.Builder.Images;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Makes a hosted image of one package's driver, verified and written anew, for the worker to check.</summary>
internal sealed class CheckedImage(Workspace workspace)
{
    /// <summary>Contracts of which the worker has a model.</summary>
    private static readonly string[] s_modelled = ["singular.clock", "singular.block-device"];

    /// <summary>Verifies the packages as the installer does and writes the image.</summary>
    /// <param name="package">The package; who signed it is not asked.</param>
    /// <param name="providers">Packages of drivers that it imports from.</param>
    /// <param name="folder">Where the image is to be.</param>
    /// <exception cref="CommandFailure">A package does not verify, or nothing provides what one imports.</exception>
    public HostedImage Build(DriverPackage package, IReadOnlyList<DriverPackage> providers, string folder)
    {
        IReadOnlyList<ImageDriver> drivers = new CheckedDrivers(workspace, package, providers).Place(Placement.Process, (driver, import) => ModelOf(package, driver, import));
        return workspace.ImageBuilder(null).BuildHosted(new ImageInputs { Drivers = drivers, UnderCheck = package.Manifest.FirstInstance }, folder);
    }

    /// <summary>The worker's model is named after the parameter; of another driver, after that as well.</summary>
    private static string ModelOf(DriverPackage package, DriverPackage driver, ImportedContract import) => s_modelled.Contains(import.Contract.Name)
        ? driver == package ? $"{import.Parameter}#0" : $"{driver.Id}.{import.Parameter}#0"
        : throw CommandFailure.CouldNotRun($"{SafeText.Escape(driver.Id)} imports {import.Contract}, of which there is no model; there are {string.Join(" and ", s_modelled)}. Name a package that provides it with --provider.");
}
