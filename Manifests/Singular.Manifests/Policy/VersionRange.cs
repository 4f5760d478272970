namespace Singular.Manifests;

/// <summary>A condition on a version: comparisons joined by <c>&amp;</c>, e.g. <c>&gt;=1.0&amp;&lt;2.0</c>. Missing numbers
/// are 0; a bare version means that one.</summary>
public sealed record VersionRange
{
    private static readonly string[] Operators = [">=", "<=", ">", "<", "="];

    private readonly List<(string Operator, SemanticVersion Version)> _comparisons = [];

    private VersionRange(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string text, out VersionRange range)
    {
        range = new VersionRange(text);
        foreach (string part in text.Split('&'))
        {
            string comparison = Operators.FirstOrDefault(candidate => part.StartsWith(candidate, StringComparison.Ordinal)) ?? "";
            string version = part[comparison.Length..];
            int dots = version.TakeWhile(c => c != '-').Count(c => c == '.');
            string full = version.Contains('-') ? version : version + string.Concat(Enumerable.Repeat(".0", Math.Max(0, 2 - dots)));
            if (!SemanticVersion.TryParse(full, out SemanticVersion parsed))
                return false;
            range._comparisons.Add((comparison.Length == 0 ? "=" : comparison, parsed));
        }
        return true;
    }

    /// <summary>Reads a range as NuGet writes it: <c>[1.0,2.0)</c>, <c>(1.0,]</c>, <c>[1.2.3]</c>.</summary>
    public static bool TryParseInterval(string text, out VersionRange range)
    {
        range = new VersionRange(text);
        if (text.Length < 3 || text[0] is not ('[' or '(') || text[^1] is not (']' or ')'))
            return false;
        string[] ends = text[1..^1].Split(',');
        if (ends.Length == 1)
            return text[0] == '[' && text[^1] == ']' && TryParse($"={ends[0].Trim()}", out range);
        string low = ends[0].Trim();
        string high = ends[1].Trim();
        if (ends.Length > 2 || low.Length + high.Length == 0)
            return false;
        string[] comparisons =
        [
            .. low.Length == 0 ? Array.Empty<string>() : [(text[0] == '[' ? ">=" : ">") + low],
            .. high.Length == 0 ? Array.Empty<string>() : [(text[^1] == ']' ? "<=" : "<") + high],
        ];
        return TryParse(string.Join('&', comparisons), out range);
    }

    public bool Contains(SemanticVersion version) => _comparisons.All(comparison => comparison.Operator switch
    {
        ">=" => version >= comparison.Version,
        "<=" => version <= comparison.Version,
        ">" => version > comparison.Version,
        "<" => version < comparison.Version,
        _ => version == comparison.Version,
    });

    public bool Equals(VersionRange? other) => other is not null && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
