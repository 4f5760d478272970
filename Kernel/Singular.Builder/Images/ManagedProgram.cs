namespace Singular.Builder.Images;

/// <summary>The managed side of a program, complete but for the platform library.</summary>
/// <param name="Name">Its name in the image: <c>kernel</c>, or <c>driver/</c> and the package id.</param>
/// <param name="Entry">The generated assembly with the entry point.</param>
/// <param name="Assemblies">All others.</param>
/// <param name="Untrusted">Those of the others that came out of packages or were generated from contracts: they are verified once
/// more as the compiler gets them.</param>
public sealed record ManagedProgram(
    string Name, AssemblyFile Entry, IReadOnlyList<AssemblyFile> Assemblies, IReadOnlyList<AssemblyFile> Untrusted);
