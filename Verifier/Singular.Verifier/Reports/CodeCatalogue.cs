namespace Singular.Verifier.Reports;

/// <summary>All codes with their meaning and examples: <c>docs/codes.md</c>, which is embedded in this assembly, so that the
/// document and <c>singular explain</c> cannot differ.</summary>
/// <remarks>
/// An entry of the document is a heading of the third level with the code, a line <c>Area. Meaning</c>, and two list items
/// <c>- bad: …</c> and <c>- good: …</c>.
/// </remarks>
public static class CodeCatalogue
{
    private const string ResourceName = "Singular.Verifier.Reports.codes.md";

    private static readonly Lazy<SortedDictionary<string, CodeEntry>> Entries = new(ReadEmbedded);

    public static IReadOnlyCollection<CodeEntry> All => Entries.Value.Values;

    /// <summary>The entry of a code, letter case ignored, or null.</summary>
    public static CodeEntry? Find(string code) => Entries.Value.GetValueOrDefault(code);

    /// <exception cref="FormatException">An entry is incomplete; the message names it.</exception>
    internal static SortedDictionary<string, CodeEntry> Read(TextReader document)
    {
        var entries = new SortedDictionary<string, CodeEntry>(StringComparer.OrdinalIgnoreCase);
        string? code = null, meaning = null, bad = null;
        while (document.ReadLine() is { } line)
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                if (code is not null)
                    throw Incomplete(code);
                (code, meaning, bad) = (line[4..], null, null);
            }
            else if (code is null || line.Length == 0)
                continue;
            else if (line.StartsWith("- bad: ", StringComparison.Ordinal))
            {
                bad = line[7..];
            }
            else if (line.StartsWith("- good: ", StringComparison.Ordinal))
            {
                CodeEntry entry = NewEntry(code, meaning, bad, line[8..]);
                if (!entries.TryAdd(code, entry))
                    throw new FormatException($"The code {code} stands twice in the catalogue.");
                code = null;
            }
            else
            {
                meaning = meaning is null ? line : $"{meaning} {line}";
            }
        }

        return code is null ? entries : throw Incomplete(code);
    }

    private static CodeEntry NewEntry(string code, string? meaning, string? bad, string good)
    {
        int dot = meaning?.IndexOf(". ", StringComparison.Ordinal) ?? -1;
        if (bad is null || dot < 0 || !Enum.TryParse(meaning![..dot], out FindingArea area))
            throw Incomplete(code);
        return new CodeEntry(code, area, meaning[(dot + 2)..], Plain(bad), Plain(good));
    }

    private static string Plain(string example) => example.Trim().Replace("`", "", StringComparison.Ordinal);

    private static FormatException Incomplete(string code) =>
        new($"The entry {code} of the catalogue is not of the form: heading, 'Area. Meaning', '- bad: …', '- good: …'.");

    private static SortedDictionary<string, CodeEntry> ReadEmbedded()
    {
        using Stream stream = typeof(CodeCatalogue).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {ResourceName}.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }
}
