using System.Globalization;

namespace Singular.Manifests;

/// <summary>Sizes in bytes as people write them: a whole number with KiB, MiB or GiB.</summary>
internal static class ByteSizes
{
    private static readonly (string Suffix, long Factor)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach ((string suffix, long factor) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            bool isNumber = int.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            bytes = number * factor;
            return isNumber && number > 0;
        }
        return false;
    }

    public static string ToText(long bytes)
    {
        foreach ((string suffix, long factor) in Units)
        {
            if (bytes % factor == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{suffix}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }
}
