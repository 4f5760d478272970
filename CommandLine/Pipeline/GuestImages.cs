using Singular.Builder;
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
    /// <param name="placements">Where the driver, and what it imports, runs.</param>
    /// <param name="folder">Where the images are to be.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <exception cref="CommandFailure">The package does not verify, or imports what no stock driver provides.</exception>
    public IReadOnlyList<BuiltImage> Build(DriverPackage package, IReadOnlyList<Placement> placements, string folder, CancellationToken cancellation)
    {
        CheckedImage.Verify(workspace, package);
        ImageBuilder builder = workspace.ImageBuilder(new BuildProgress());
        Directory.CreateDirectory(folder);
        var images = new List<BuiltImage>();
        foreach (Placement placement in placements)
        {
            BuiltImage built = builder.Build(
                new ImageInputs { Drivers = [.. Providers(package).Append(package).Select(driver => Place(driver, placement))], UnderCheck = package.Manifest.FirstInstance },
                Path.Combine(folder, $"{placement.ToName()}.img"), cancellation);
            if (built.LeftOut.Count > 0)
                throw CommandFailure.Refused($"{built.LeftOut[0].Id} could not be put into the image for the check: {built.LeftOut[0].Reason.Message}");
            images.Add(built);
        }
        return images;
    }

    private IEnumerable<DriverPackage> Providers(DriverPackage package) => package.Manifest.Imports.Select(import => ProviderOf(package, import)).Distinct()
        .Select(id => PackageReader.Read(StockDrivers.Pack(workspace, Path.Combine(workspace.DriversFolder, id, id + ".dll"))));

    private static string ProviderOf(DriverPackage package, ImportedContract import) => s_providers.GetValueOrDefault(import.Contract.Name)
        ?? throw CommandFailure.CouldNotRun($"{SafeText.Escape(package.Id)} imports {import.Contract}, which no stock driver provides; there are {string.Join(" and ", s_providers.Keys)}.");

    private ImageDriver Place(DriverPackage package, Placement placement) =>
        CheckedImage.Driver(workspace, package, placement, import => $"{ProviderOf(package, import)}#0");
}
