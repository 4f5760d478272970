namespace Singular.Verifier;

/// <summary>One step of verification. Whatever a phase throws becomes a refusing finding of the phase's area.</summary>
internal interface IVerificationPhase
{
    /// <summary>Name for messages about the phase itself.</summary>
    string Name { get; }

    FindingArea Area { get; }

    /// <summary>False lets the phase be left out (by <see cref="VerifierOptions.Checks"/>); structural phases always run.</summary>
    bool IsWanted(VerifierOptions options);

    /// <summary>True when later phases rely on what this one established, so that its findings end the verification.</summary>
    bool GuardsLaterPhases { get; }

    void Run(VerificationContext context);
}
