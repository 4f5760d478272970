namespace Singular.Verifier.Reports;

/// <summary>For builds and editors: lines in MSBuild's canonical form for errors, <c>FILE : error CODE: TEXT</c>.</summary>
public sealed class MSBuildReport : IReportFormat
{
    public string Name => "msbuild";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        foreach (VerifiedFile file in files)
        {
            foreach (Finding finding in file.Result.Findings)
                output.WriteLine($"{file.Path} : error {finding.Code}: {finding.Place}: {finding.Message}".ReplaceLineEndings(" "));
        }
    }
}
