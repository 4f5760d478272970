namespace Singular.Manifests;

/// <summary>Something about an instance that does not fit into the system.</summary>
/// <param name="Instance">The instance that cannot be part of the system as it is.</param>
/// <param name="Refusal">What, and what to do.</param>
public sealed record DriverFinding(string Instance, Refusal Refusal);
