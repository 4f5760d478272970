using System.Globalization;
using Singular.Kernel.Checking.Mutants;

namespace Singular.Worker.Mutants;

/// <summary>The table of what was found, by driver and kind, and the list of what was not.</summary>
internal static class MutantTable
{
    internal static void Write(IReadOnlyList<MutantOutcome> outcomes, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"driver",-16} {"kind",-18} {"mutants",8} {"found",8} {"survived",9}"));
        foreach (IGrouping<string, MutantOutcome> driver in outcomes.GroupBy(outcome => outcome.Driver).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            foreach (IGrouping<MutationKind, MutantOutcome> kind in driver.GroupBy(outcome => outcome.Mutant.Kind).OrderBy(group => group.Key))
                Line(driver.Key, kind.Key.ToString(), [.. kind], output);
            Line(driver.Key, "", [.. driver], output);
        }
        Line("all", "", outcomes, output);
        output.WriteLine();
        foreach (MutantOutcome outcome in outcomes.Where(outcome => outcome.End != MutantEnd.Found))
            output.WriteLine($"{outcome.End.ToString().ToLowerInvariant()}  {outcome.Driver}  {outcome.Mutant}{(outcome.How.Length > 0 ? $" ({outcome.How})" : "")}");
    }

    private static void Line(string driver, string kind, IReadOnlyCollection<MutantOutcome> outcomes, TextWriter output)
    {
        int survived = outcomes.Count(outcome => outcome.End == MutantEnd.Survived);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{driver,-16} {kind,-18} {outcomes.Count,8} {outcomes.Count - survived,8} {survived,9}"));
    }
}
