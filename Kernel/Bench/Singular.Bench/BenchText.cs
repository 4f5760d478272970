using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Singular.Bench;

/// <summary>Writes a report for people and for programs.</summary>
public static class BenchText
{
    private const string Nothing = "-";
    private const string Thousands = "#,##0.#";

    private static readonly string[] s_header =
        ["FIGURE", "OURS", "UNIT", "WALL NS", "LINUX", "RATIO", "TARGET", "MET", "RINGS", "TABLES", "SAVES", "FLUSHES"];

    /// <summary>A table: numbers to the right, columns two blanks apart. A column in which no row has anything is left out.</summary>
    public static string Table(IReadOnlyList<BenchRow> rows)
    {
        List<string[]> cells = [s_header, .. rows.Select(Cells)];
        int[] columns = [.. Enumerable.Range(0, s_header.Length).Where(column => cells.Skip(1).Any(row => row[column] != Nothing))];
        var text = new StringBuilder();
        foreach (string[] row in cells)
        {
            // The first column and the unit are words.
            IEnumerable<string> padded = columns.Select(column => Padded(row[column], column is 0 or 2, cells.Max(other => other[column].Length)));
            text.Append(string.Join("  ", padded).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Padded(string cell, bool isWord, int width) => isWord ? cell.PadRight(width) : cell.PadLeft(width);

    /// <summary>An array of objects, one a row; what was not taken is null.</summary>
    public static string Json(IReadOnlyList<BenchRow> rows)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (BenchRow row in rows)
                Write(json, row);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string[] Cells(BenchRow row) =>
    [
        row.Title, Number(row.Ours, row.Unit == BenchRow.Times ? "0.00" : Thousands), row.Unit, Number(row.WallNanoseconds), Number(row.Linux), Number(row.Ratio, "0.00"), (row.MustReach ? "at least " : "") + Number(row.Target),
        row.Target is null ? Nothing : row.IsMet ? "met" : "not met",
        Number(row.Crossings?.RingCrossings, "0.##"), Number(row.Crossings?.PageTableSwitches, "0.##"),
        Number(row.Crossings?.ExtendedStateSaves, "0.##"), Number(row.Crossings?.TlbFlushes, "0.##"),
    ];

    private static string Number(double? value, string format = Thousands) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Nothing;

    private static void Write(Utf8JsonWriter json, BenchRow row)
    {
        json.WriteStartObject();
        json.WriteString("figure", row.Title);
        json.WriteString("unit", row.Unit);
        Write(json, "ours", row.Ours);
        Write(json, "wallNanoseconds", row.WallNanoseconds);
        Write(json, "linux", row.Linux);
        Write(json, "ratio", row.Ratio);
        Write(json, "target", row.Target);
        json.WriteBoolean("mustReach", row.MustReach);
        if (row.Target is null)
            json.WriteNull("met");
        else
            json.WriteBoolean("met", row.IsMet);
        Write(json, "ringCrossings", row.Crossings?.RingCrossings);
        Write(json, "pageTableSwitches", row.Crossings?.PageTableSwitches);
        Write(json, "extendedStateSaves", row.Crossings?.ExtendedStateSaves);
        Write(json, "tlbFlushes", row.Crossings?.TlbFlushes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 4));
        else
            json.WriteNull(name);
    }
}
