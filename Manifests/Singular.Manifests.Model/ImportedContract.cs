namespace Singular.Manifests;

/// <summary>A contract that a driver uses.</summary>
/// <param name="Parameter">Name of the constructor parameter that takes it; binds are written with it.</param>
/// <param name="Contract">The contract.</param>
public sealed record ImportedContract(string Parameter, ContractReference Contract);
