using System.Text;

namespace Singular.Manifests;

/// <summary>Says where two manifests in JSON part ways.</summary>
internal static class ManifestDifference
{
    public static string Describe(byte[] found, byte[] derived)
    {
        string[] a = Lines(found);
        string[] b = Lines(derived);
        int line = 0;
        while (line < Math.Min(a.Length, b.Length) && a[line] == b[line])
            line++;
        return $"line {line + 1} says {At(a, line)}, the code says {At(b, line)}";
    }

    private static string[] Lines(byte[] json) => Encoding.UTF8.GetString(json).Split('\n');

    private static string At(string[] lines, int index) => index < lines.Length ? $"'{lines[index].Trim()}'" : "nothing more";
}
