using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.Builder;

/// <summary>A driver of an image: what is known of it and its code.</summary>
/// <param name="Record">As it goes into the image record. <see cref="DriverRecord.Program"/> is filled in by the builder.</param>
/// <param name="Assemblies">Its verified, re-emitted assemblies, as they lie in the store. The driver's own is the one whose
/// <see cref="ReEmittedAssembly.OriginalName"/> is the package id.</param>
public sealed record ImageDriver(DriverRecord Record, IReadOnlyList<ReEmittedAssembly> Assemblies);
