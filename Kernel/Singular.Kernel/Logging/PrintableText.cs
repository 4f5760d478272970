using System.Globalization;
using System.Text;

namespace Singular.Kernel.Logging;

/// <summary>Makes text that came from a driver, a package or a disk fit to be shown: nothing in it moves the cursor, rings,
/// or changes the direction of writing.</summary>
public static class PrintableText
{
    /// <summary>Replaces each control, format, private, surrogate and separator character by <c>\u{HEX}</c> and cuts the
    /// text to a length.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">Longest result in UTF-16 code units, at least 1; a longer one ends in <c>…</c>.</param>
    public static string Of(string text, int limit = 400)
    {
        StringBuilder? result = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (result is null && (result = IsPlain(text[i]) ? null : new StringBuilder(text, 0, i, text.Length + 16)) is null)
                continue;
            if (IsPlain(text[i]))
                result.Append(text[i]);
            else
                result.Append("\\u{").Append(((int)text[i]).ToString("X", CultureInfo.InvariantCulture)).Append('}');
            if (result.Length > limit)
                break;
        }
        string whole = result?.ToString() ?? text;
        return whole.Length <= limit ? whole : string.Concat(whole.AsSpan(0, limit - 1), "…");
    }

    private static bool IsPlain(char c) => c is >= ' ' and < '\x7F' || (c >= '\xA0' && char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
