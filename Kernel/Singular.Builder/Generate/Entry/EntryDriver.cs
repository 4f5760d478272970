namespace Singular.Builder.Generate.Entry;

/// <summary>A driver that is linked into the program.</summary>
/// <param name="PackageId">Its package id.</param>
/// <param name="Assembly">The assembly with the class marked <c>[Driver]</c>.</param>
/// <param name="Private">Its other assemblies.</param>
public sealed record EntryDriver(string PackageId, AssemblyFile Assembly, IReadOnlyList<AssemblyFile> Private);
