namespace Singular.Verifier;

/// <summary>
/// Verifies assemblies. The phases run in a fixed order; an exception, a limit or a time-out in one of them refuses the assembly
/// and never reaches the caller.
/// </summary>
public static class AssemblyVerifier
{
    /// <summary>Verifies one assembly against a fixed set of references.</summary>
    /// <param name="assembly">The bytes of the file; copied, so that the caller may reuse the buffer.</param>
    /// <param name="references">Everything that the assembly may refer to. Not to be used from two threads at once.</param>
    /// <param name="options">What to check and within which limits.</param>
    public static VerificationResult Verify(ReadOnlySpan<byte> assembly, ReferenceSet references, VerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(options);
        if (assembly.Length > options.Limits.FileBytes)
        {
            return new VerificationResult("", [Findings.OfModule(FindingArea.Types, "LimitExceeded",
                $"a file of {assembly.Length} bytes", $"at most {options.Limits.FileBytes}")], 0);
        }
        using var context = new VerificationContext(assembly.ToArray(), references, options);
        foreach (var phase in VerificationPhases.All)
        {
            if (phase.IsWanted(options) && !RunPhase(phase, context))
                break;
        }
        return new VerificationResult(context.AssemblyName, context.Sink.Findings, context.MethodsVerified);
    }

    /// <summary>Runs one phase; false when the later ones must not run.</summary>
    private static bool RunPhase(IVerificationPhase phase, VerificationContext context)
    {
        var before = context.Sink.Findings.Count;
        context.Current = null;
        try
        {
            phase.Run(context);
        }
        catch (VerificationLimitException limit)
        {
            context.Sink.ReportEnd(Findings.AtMember(phase.Area, "LimitExceeded", context.Current,
                $"{phase.Name}: {limit.Message}", "an assembly within the verifier's limits"));
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Hostile input may drive the metadata reader into any exception; each of them means "not verified".
            context.Sink.ReportEnd(Findings.AtMember(phase.Area, "InternalError", context.Current,
                $"{phase.Name}: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}", "an assembly that can be analysed",
                Findings.Innermost(error)));
            return false;
        }
        catch (OutOfMemoryException)
        {
            context.Sink.ReportEnd(Findings.AtMember(phase.Area, "LimitExceeded", context.Current,
                $"{phase.Name}: out of memory", "an assembly within the verifier's limits"));
            return false;
        }
        return !phase.GuardsLaterPhases || context.Sink.Findings.Count == before;
    }
}
