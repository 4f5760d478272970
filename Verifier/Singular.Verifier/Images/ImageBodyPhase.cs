using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Images;

/// <summary>Reports bodies that cannot be decoded. Later phases pass over them and go on with the others.</summary>
internal sealed class ImageBodyPhase : IVerificationPhase
{
    public string Name => "bodies of the image";

    public FindingArea Area => FindingArea.Image;

    public bool GuardsLaterPhases => false;

    public bool IsWanted(VerifierOptions options) => true;

    public void Run(VerificationContext context)
    {
        foreach (ImageFinding finding in context.ImageReport.Findings)
        {
            if (finding.IsFatal || finding.Rule != ImageRule.Structure)
                continue;
            var member = context.Module.LookupToken((int)finding.Token) as IMemberDefinition;
            int? offset = finding.Offset < 0 ? null : finding.Offset;
            // From here on the model shows an empty body in its place, so that no rule can make Mono.Cecil decode it.
            if (member is MethodDefinition { HasBody: true } method)
                method.Body = new MethodBody(method);
            context.Sink.Report(Findings.AtOffset(Area, finding.Code, member, offset, finding.Message));
        }
    }
}
