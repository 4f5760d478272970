namespace Singular.Verifier.Reports;

/// <summary>A form in which results are printed.</summary>
public interface IReportFormat
{
    /// <summary>What the user calls it after <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>Prints all results, in the order given. The text ends with a line break.</summary>
    void Write(TextWriter output, IReadOnlyList<VerifiedFile> files);
}
