namespace Singular.Verifier.Profile.References;

/// <summary>What a set of reference assemblies holds.</summary>
/// <param name="ProfileVersion">Number of the profile that it was made from.</param>
/// <param name="Files">The written files.</param>
/// <param name="Types">Types of the profile in it.</param>
/// <param name="Members">Members of the profile in it.</param>
/// <param name="Missing">Types and members of the profile that this version of the platform's reference assemblies does not
/// declare, as <c>TYPE</c> or <c>TYPE: MEMBER</c>.</param>
public sealed record ReferenceSetReport(int ProfileVersion, IReadOnlyList<string> Files, int Types, int Members, IReadOnlyList<string> Missing);
