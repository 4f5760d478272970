namespace Singular.Manifests;

/// <summary>What installing will change.</summary>
/// <param name="Drivers">The new drivers, in the order in which they were named.</param>
/// <param name="Unchanged">Packages that are installed already, byte for byte.</param>
/// <param name="Before">What is installed.</param>
/// <param name="Resolution">How all drivers fit together afterwards.</param>
public sealed record InstallPlan(IReadOnlyList<PlannedDriver> Drivers, IReadOnlyList<InstalledDriver> Unchanged, InstalledSet Before, Resolution Resolution);
