namespace Singular.Manifests;

/// <summary>A name with <c>*</c> for any characters, as trust and policy files write names. Upper and lower case differ.</summary>
public sealed record NamePattern
{
    private readonly string[] _parts;

    private NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>True when the pattern is one name and no other.</summary>
    public bool IsExact => _parts.Length == 1;

    /// <summary>Reads a pattern: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, <c>#</c> and <c>*</c>.</summary>
    public static bool TryParse(string text, out NamePattern pattern)
    {
        bool isFormed = text.Length is > 0 and <= ManifestLimits.MaxIdLength + 4
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '#' or '*');
        pattern = new NamePattern(isFormed ? text : "");
        return isFormed;
    }

    public bool Matches(string name)
    {
        if (IsExact)
            return name == Text;
        if (!name.StartsWith(_parts[0], StringComparison.Ordinal))
            return false;
        int position = _parts[0].Length;
        // The earliest place for each middle part leaves the most for those behind it.
        foreach (string part in _parts.AsSpan(1, _parts.Length - 2))
        {
            int found = name.IndexOf(part, position, StringComparison.Ordinal);
            if (found < 0)
                return false;
            position = found + part.Length;
        }
        return name.Length - position >= _parts[^1].Length && name.EndsWith(_parts[^1], StringComparison.Ordinal);
    }

    public bool Equals(NamePattern? other) => other is not null && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
