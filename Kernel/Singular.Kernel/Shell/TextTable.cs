using System.Text;

namespace Singular.Kernel.Shell;

/// <summary>A table of text in columns of equal width: a header, rows, two blanks between columns, no blanks at a line's
/// end.</summary>
/// <param name="header">The columns' names. One that begins with <c>&gt;</c> (not shown) is aligned to the right.</param>
public sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [[.. header.Select(name => name.TrimStart('>'))]];

    /// <param name="cells">One text for each column.</param>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, header.Length);
        _rows.Add(cells);
    }

    /// <summary>The lines, the header first.</summary>
    public IEnumerable<string> Lines()
    {
        int[] widths = [.. header.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            var line = new StringBuilder();
            for (int column = 0; column < row.Length; column++)
            {
                bool right = header[column].StartsWith('>');
                line.Append(right ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column])).Append("  ");
            }
            yield return line.ToString().TrimEnd();
        }
    }
}
