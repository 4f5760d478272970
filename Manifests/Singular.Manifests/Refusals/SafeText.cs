using System.Globalization;
using System.Text;

namespace Singular.Manifests;

/// <summary>Makes text from outside safe to print on a terminal or in a log.</summary>
public static class SafeText
{
    /// <summary>Gives back the text with every character that could move the cursor, change the direction of writing, hide
    /// itself or end the line written as <c>\u{hex}</c>. A backslash stays as it is.</summary>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsSafe(rune))
            {
                escaped ??= new StringBuilder(text, 0, position, text.Length + 16);
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                escaped?.Append(rune.ToString());
            }
            position += rune.Utf16SequenceLength;
        }
        return escaped?.ToString() ?? text;
    }

    /// <summary>The same for text of several lines, whose ends stay.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Escape));

    // Format covers the bidirectional controls and zero-width characters; a half surrogate pair enumerates as U+FFFD.
    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,
        _ => rune != Rune.ReplacementChar,
    };
}
