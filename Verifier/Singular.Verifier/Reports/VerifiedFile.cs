namespace Singular.Verifier.Reports;

/// <summary>A file and what its verification found.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Result">What was found in it.</param>
public sealed record VerifiedFile(string Path, VerificationResult Result);
