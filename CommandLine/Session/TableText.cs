using Singular.Manifests;
using Spectre.Console;

namespace Singular.CommandLine.Session;

/// <summary>Tables for people. The last column is not cut, so that a program can still be fed with a line.</summary>
internal static class TableText
{
    public static void Print(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(SafeText.Escape).ToArray())];
        int[] widths = [.. columns.Select((column, i) => cells.Select(row => row[i].GetCellWidth()).Append(column.Length).Max())];
        foreach (IReadOnlyList<string> row in (IReadOnlyList<string>[])[columns, .. cells])
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - cell.GetCellWidth()))).TrimEnd());
    }
}
