using System.Text;

namespace Singular.Manifests;

/// <summary>What free text in a record may hold.</summary>
internal static class TextRules
{
    /// <summary>True for text without control characters and without half surrogate pairs.</summary>
    public static bool IsPlain(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A half pair is enumerated as U+FFFD.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return false;
        }
        return true;
    }
}
