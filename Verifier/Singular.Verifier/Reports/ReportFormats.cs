namespace Singular.Verifier.Reports;

/// <summary>The forms in which results can be printed.</summary>
public static class ReportFormats
{
    public static IReadOnlyList<IReportFormat> All { get; } =
        [new TextReport(), new JsonReport(), new SarifReport(), new TsvReport(), new MSBuildReport()];

    /// <summary>The form of that name, or null.</summary>
    public static IReportFormat? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
