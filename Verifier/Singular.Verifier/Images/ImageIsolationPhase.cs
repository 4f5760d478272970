using Mono.Cecil;

namespace Singular.Verifier.Images;

/// <summary>Reports what the image of a package may not have although it is well formed.</summary>
internal sealed class ImageIsolationPhase : IVerificationPhase
{
    public string Name => "image isolation";

    public FindingArea Area => FindingArea.Isolation;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => options.Checks.HasFlag(VerificationChecks.Isolation);

    public void Run(VerificationContext context)
    {
        foreach (ImageFinding finding in context.ImageReport.Findings)
        {
            if (finding.Rule != ImageRule.Isolation)
                continue;
            Finding made = context.Module.LookupToken((int)finding.Token) is IMemberDefinition member
                ? Findings.AtMember(Area, finding.Code, member, finding.Message)
                : new Finding(Area, finding.Code, finding.Token, "", "", null, finding.Message);
            context.Sink.Report(made);
        }
    }
}
