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
                output.WriteLine($"0x{finding.Subject:x8}\t{finding.Code}\t{offset}\t{OneField(finding.Message)}");
            }
        }
    }

    /// <summary>Names in metadata may hold any character; what would end a field or a line becomes a space.</summary>
    private static string OneField(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
}
