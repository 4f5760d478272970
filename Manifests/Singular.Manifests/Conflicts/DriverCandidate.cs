namespace Singular.Manifests;

/// <summary>A driver instance that is to be part of a system.</summary>
/// <param name="Instance">Instance name, e.g. <c>RamDisk#0</c>.</param>
/// <param name="Manifest">What it provides and asks for.</param>
/// <param name="Placement">Where the policy puts it; a denied one provides nothing, owns nothing and is in nobody's way.</param>
public sealed record DriverCandidate(string Instance, DriverManifest Manifest, Placement Placement);
