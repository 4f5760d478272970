using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>A root's drivers as the image builder takes them.</summary>
internal static class InstalledDrivers
{
    /// <summary>Those that a plan lets into an image.</summary>
    /// <param name="root">Whose store has them.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="wanted">The code of others is not read.</param>
    public static IReadOnlyList<ImageDriver> Of(Root root, SystemPlan plan, Func<DriverRecord, bool> wanted)
    {
        // As the plan judges them, which may be by later rules than those of their installing.
        Dictionary<string, InstalledDriver> judged = plan.Drivers.ToDictionary(placed => placed.Driver.Manifest.Id, placed => placed.Driver, StringComparer.Ordinal);
        ImageRecord record = plan.ToImageRecord(candidate => $"driver/{candidate.Manifest.Id}");
        return [.. record.Drivers.Where(wanted).Select(driver => ImageDriver(root, driver, judged[driver.Manifest.Id]))];
    }

    private static ImageDriver ImageDriver(Root root, DriverRecord record, InstalledDriver driver) =>
        new(record, [.. root.Store.Assemblies(driver).Select(pair => ReEmittedAssembly.FromStore(pair.Key, pair.Value))], driver.IsVerified);
}
