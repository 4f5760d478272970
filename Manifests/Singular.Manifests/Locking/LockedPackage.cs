namespace Singular.Manifests;

/// <summary>A package of a lock file.</summary>
/// <param name="Id">Package id.</param>
/// <param name="Version">Package version.</param>
/// <param name="Sha256">SHA-256 of the signed package file.</param>
public sealed record LockedPackage(string Id, SemanticVersion Version, string Sha256);
