namespace Singular.Verifier.Images;

/// <summary>Checks the raw bytes, before Mono.Cecil sees them. What makes the image unreadable ends the verification.</summary>
internal sealed class ImagePhase : IVerificationPhase
{
    public string Name => "image";

    public FindingArea Area => FindingArea.Image;

    public bool GuardsLaterPhases => true;

    public bool IsWanted(VerifierOptions options) => true;

    public void Run(VerificationContext context)
    {
        VerificationLimits limits = context.Limits;
        var report = ImageCheck.Run(context.Image, new ImageLimits
        {
            MaxBytes = limits.FileBytes,
            MaxMethodBytes = limits.CodeBytes,
            MaxClauses = limits.Clauses,
            MaxSignatureDepth = limits.TypeDepth,
            MaxFindings = limits.Findings,
        });
        context.ImageReport = report;
        foreach (ImageFinding finding in report.Findings)
        {
            if (finding.IsFatal)
                context.Sink.Report(new Finding(Area, finding.Code, finding.Token, "", "", null, finding.Message));
            else if (finding.Code == ImageCodes.MultiModule && report.AssemblyName.Length == 0)
                // A module without an assembly: there is nothing that references could be resolved against.
                context.Sink.Report(new Finding(FindingArea.Isolation, finding.Code, finding.Token, "", "", null, finding.Message));
        }
    }
}
