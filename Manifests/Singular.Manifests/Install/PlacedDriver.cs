namespace Singular.Manifests;

/// <summary>An installed driver and what the policy says of it now.</summary>
/// <param name="Driver">The driver.</param>
/// <param name="Decision">Where it runs and why.</param>
/// <param name="Refusals">What it asks for and is not granted; it is left out of an image while there are any.</param>
public sealed record PlacedDriver(InstalledDriver Driver, PolicyDecision Decision, IReadOnlyList<Refusal> Refusals);
