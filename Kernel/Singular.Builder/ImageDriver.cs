using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.Builder;

/// <summary>A driver of an image: what is known of it and its code.</summary>
/// <param name="Record">As it goes into the image record. <see cref="DriverRecord.Program"/> is filled in by the builder.</param>
/// <param name="Assemblies">Its verified, re-emitted assemblies, as they lie in the store. The driver's own is the one whose
/// <see cref="ReEmittedAssembly.OriginalName"/> is the package id.</param>
/// <param name="IsTypeSafe">False for a driver that the policy lets run in a process although its types did not verify. Its code
/// never meets the compiler in one run with other drivers, and never runs hosted.</param>
public sealed record ImageDriver(DriverRecord Record, IReadOnlyList<ReEmittedAssembly> Assemblies, bool IsTypeSafe = true);
