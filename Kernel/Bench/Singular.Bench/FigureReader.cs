using System.Globalization;

namespace Singular.Bench;

/// <summary>Reads the lines that a bench prints: <c>row NAME VALUE COUNT [CROSSINGS SWITCHES SAVES FLUSHES]</c>. Every other
/// line is passed over.</summary>
public static class FigureReader
{
    /// <exception cref="FormatException">A line begins with <c>row</c> and does not go on as it should.</exception>
    public static IReadOnlyList<Figure> Read(string output)
    {
        var figures = new List<Figure>();
        foreach (string line in output.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is not ["row", ..])
                continue;
            if (words.Length is not (4 or 8) || !int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                throw new FormatException($"A bench printed '{line.Trim()}' where 'row NAME VALUE COUNT' was expected.");
            Crossings? crossings = words.Length == 8
                ? new Crossings(Number(words[4], line), Number(words[5], line), Number(words[6], line), Number(words[7], line))
                : null;
            figures.Add(new Figure(words[1], Number(words[2], line), count, crossings));
        }

        return figures;
    }

    /// <summary>Takes apart what a bench printed that ran several times: the first list has the first figure of each name, and so on.</summary>
    public static IReadOnlyList<IReadOnlyList<Figure>> Runs(IReadOnlyList<Figure> figures)
    {
        var runs = new List<List<Figure>>();
        foreach (IGrouping<string, Figure> name in figures.GroupBy(figure => figure.Name))
        {
            foreach ((int run, Figure figure) in name.Index())
            {
                if (run == runs.Count)
                    runs.Add([]);
                runs[run].Add(figure);
            }
        }

        return runs;
    }

    private static double Number(string word, string line) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new FormatException($"A bench printed '{line.Trim()}', in which '{word}' is no number.");
}
