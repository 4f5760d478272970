namespace Singular.Verifier.Reports;

/// <summary>For builds and editors: lines in MSBuild's canonical form for errors, <c>FILE : error CODE: TEXT</c>, where FILE is the
/// assembly or, with <c>(LINE,COLUMN)</c> behind it, the source file.</summary>
public sealed class MSBuildReport : IReportFormat
{
    public string Name => "msbuild";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        foreach (VerifiedFile file in files)
        {
            foreach (Finding finding in file.Result.Findings)
            {
                string origin = finding.Source is { } place ? $"{place.File}({place.Line},{place.Column})" : file.Path;
                output.WriteLine(ReportText.OneLine($"{origin} : error {finding.Code}: {finding.Place}: {finding.Message}"));
            }
        }
    }
}
