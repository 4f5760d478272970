namespace Singular.Verifier.Reports;

/// <summary>For people: a line for each file, and below it for each finding where it is, what is wrong, and what would be right.</summary>
public sealed class TextReport : IReportFormat
{
    public string Name => "text";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        foreach (VerifiedFile file in files)
        {
            VerificationResult result = file.Result;
            output.WriteLine(result.IsAccepted
                ? $"{file.Path}: accepted, {result.MethodsVerified} methods verified"
                : $"{file.Path}: refused, {result.Findings.Count} {(result.Findings.Count == 1 ? "finding" : "findings")}");
            foreach (Finding finding in result.Findings)
            {
                string source = finding.Source is { } place ? $", {place.File}:{place.Line}" : "";
                output.WriteLine(ReportText.OneLine($"  {finding.Code} in {finding.Place}{source}"));
                output.WriteLine(ReportText.OneLine($"    {finding.Message}"));
                if (finding.Advice.Length == 0 && ReportText.Advice(finding) is { Length: > 0 } advice)
                    output.WriteLine(ReportText.OneLine($"    {advice}"));
            }
        }
    }
}
