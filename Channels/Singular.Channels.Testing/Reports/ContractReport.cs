using System.Globalization;
using System.Text;

namespace Singular.Channels.Testing;

/// <summary>What came of all properties of a server.</summary>
/// <param name="Contract">Name and version of the contract.</param>
/// <param name="Seed">What all that was made up follows from.</param>
/// <param name="Properties">In the order in which they were tried; none follows one that broke.</param>
public sealed record ContractReport(string Contract, int Seed, IReadOnlyList<PropertyResult> Properties)
{
    /// <summary>All held.</summary>
    public bool IsKept => Properties.All(property => property.Violation is null);

    /// <summary>The report for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = Properties.Select(property => property.Name.Length).DefaultIfEmpty().Max();
        foreach (PropertyResult property in Properties)
        {
            string calls = property.Calls is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} calls") : "";
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{(property.Violation is null ? "kept  " : "BROKEN")}  {property.Name.PadRight(width)} {property.Runs,7:N0} runs {calls,15} {property.Time.TotalSeconds,7:0.0} s"));
            if (property.Violation is not null)
                text.AppendLine().AppendLine(property.Violation).AppendLine(string.Create(CultureInfo.InvariantCulture, $"    // {Contract}, seed {Seed}, found in run {property.Runs}"));
        }
        return text.ToString();
    }
}
