using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Makes boot images for a check of one package's driver in the guest: the driver, what it imports, and the agent that obeys the
/// checker. They are nobody's system: no policy, no root.</summary>
internal sealed class GuestImages(Workspace workspace)
{
    /// <summary>The stock drivers that provide what can be imported.</summary>
    private static readonly Dictionary<string, string> s_providers = new() { ["singular.block-device"] = "RamDisk", ["singular.clock"] = "CmosClock" };

    /// <summary>Verifies the package as the installer does and makes an image for each placement.</summary>
    /// <param name="package">The package; who signed it is not asked.</param>
    /// <param name="providers">Packages of drivers that it imports from.</param>
    /// <param name="placements">Where the driver, and what it imports, runs.</param>
    /// <param name="folder">Where the images are to be, and the contracts that the drivers carry.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <exception cref="CommandFailure">The package does not verify, or imports what no stock driver provides.</exception>
    public IReadOnlyList<GuestImage> Build(DriverPackage package, IReadOnlyList<DriverPackage> providers, IReadOnlyList<Placement> placements, string folder, CancellationToken cancellation)
    {
        ImageBuilder builder = workspace.ImageBuilder(new BuildProgress());
        Directory.CreateDirectory(folder);
        var checkedDrivers = new CheckedDrivers(workspace, package, [.. providers, .. StockProviders(providers.Append(package))]);
        var images = new List<GuestImage>();
        foreach (Placement placement in placements)
        {
            IReadOnlyList<ImageDriver> drivers = checkedDrivers.Place(placement, (driver, import) => throw CommandFailure.CouldNotRun(
                $"{SafeText.Escape(driver.Id)} imports {import.Contract}, which no stock driver provides; there are {string.Join(" and ", s_providers.Keys)}. Name a package that provides it with --provider."));
            BuiltImage built = builder.Build(
                new ImageInputs { Drivers = drivers, UnderCheck = package.Manifest.FirstInstance }, Path.Combine(folder, $"{placement.ToName()}.img"), cancellation);
            if (built.LeftOut.Count > 0)
                throw CommandFailure.Refused($"{built.LeftOut[0].Id} could not be put into the image for the check: {built.LeftOut[0].Reason.Message}");
            images.Add(new GuestImage(built.NucleusFile, built.ImageFile, WriteContracts(drivers, Path.Combine(folder, "contracts", placement.ToName()))));
        }
        return images;
    }

    /// <summary>Writes the contracts that drivers carry as the image has them, where they are machine code, for the checker's end of the channel.</summary>
    private static string WriteContracts(IReadOnlyList<ImageDriver> drivers, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (ReEmittedAssembly contract in drivers.SelectMany(driver => driver.Assemblies).Where(assembly => ContractAssemblies.DeclaredIn(assembly.Bytes).Count > 0))
            File.WriteAllBytes(Path.Combine(folder, contract.Name + ".dll"), contract.Bytes.ToArray());
        return folder;
    }

    /// <summary>The stock drivers that some drivers import from.</summary>
    private IEnumerable<DriverPackage> StockProviders(IEnumerable<DriverPackage> drivers) => drivers.SelectMany(driver => driver.Manifest.Imports)
        .Select(import => s_providers.GetValueOrDefault(import.Contract.Name)).OfType<string>().Distinct()
        .Select(id => PackageReader.Read(StockDrivers.Pack(workspace, Path.Combine(workspace.DriversFolder, id, id + ".dll"))));
}
