namespace Singular.Manifests;

/// <summary>A signed attribute with its one value in DER.</summary>
internal sealed record CmsAttribute(string Oid, byte[] Value);
