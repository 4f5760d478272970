using System.Globalization;
using System.Text.RegularExpressions;

namespace Singular.Builder.Symbols;

/// <summary>Puts lines of source behind the places in IL that fault reports name.</summary>
/// <param name="lines">Where to look them up.</param>
public sealed partial class FaultLines(SourceLines lines)
{
    /// <summary>Places that were seen.</summary>
    public int Seen { get; private set; }

    /// <summary>Places whose line was found.</summary>
    public int Found { get; private set; }

    /// <summary>A line of a log, with <c>[FILE:LINE]</c> behind each place whose line is known.</summary>
    public string Annotate(string text) => Place().Replace(text, match =>
    {
        Seen++;
        int offset = int.Parse(match.Groups["offset"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (lines.Find(match.Groups["method"].Value, offset) is not { } line)
            return match.Value;
        Found++;
        return $"{match.Value} [{line}]";
    });

    // The form of Singular.Channels.Runtime.FaultPlace.
    [GeneratedRegex(@"(?<method>[^\s:]+::[^\s(]+\([^\s)]*\)) IL_(?<offset>[0-9a-f]{4,7})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
