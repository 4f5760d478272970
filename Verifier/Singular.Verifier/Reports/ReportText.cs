namespace Singular.Verifier.Reports;

/// <summary>Texts that come out of metadata, made fit for a line of a report.</summary>
internal static class ReportText
{
    /// <summary>How to mend it: the finding's own advice, else the example of what is right that the catalogue has for its code; empty where there is none.</summary>
    public static string Advice(Finding finding) =>
        finding.Advice.Length != 0 ? finding.Advice
        : CodeCatalogue.Find(finding.Code) is { } entry ? $"Right would be: {entry.Good}"
        : "";

    /// <summary>Names in metadata may hold any character; what would end a field or a line, or speak to a terminal, becomes a space.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
}
