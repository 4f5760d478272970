namespace Singular.Verifier;

/// <summary>What to check, for which target and within which limits.</summary>
public sealed record VerifierOptions
{
    /// <summary>The families of rules; all by default.</summary>
    public VerificationChecks Checks { get; init; } = VerificationChecks.All;

    /// <summary>The feature set of the compiler that gets the assembly.</summary>
    public TargetFeatures Features { get; init; } = TargetFeatures.None;

    /// <summary>Bounds on size, nesting, work and time.</summary>
    public VerificationLimits Limits { get; init; } = new();
}
