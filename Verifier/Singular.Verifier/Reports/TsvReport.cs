using System.Globalization;

namespace Singular.Verifier.Reports;

/// <summary>For scripts: <c>SUBJECT TAB CODE TAB IL_OFFSET TAB MESSAGE</c> for each finding. SUBJECT is the metadata token as
/// 0x and eight hexadecimal digits, IL_OFFSET a decimal number or nothing where the finding is not about an instruction.</summary>
public sealed class TsvReport : IReportFormat
{
    public string Name => "tsv";

    public void Write(TextWriter output, IReadOnlyList<VerifiedFile> files)
    {
        foreach (VerifiedFile file in files)
        {
            foreach (Finding finding in file.Result.Findings)
            {
                string offset = finding.ILOffset?.ToString(CultureInfo.InvariantCulture) ?? "";
                output.WriteLine($"0x{finding.Subject:x8}\t{finding.Code}\t{offset}\t{ReportText.OneLine(finding.Message)}");
            }
        }
    }
}
