using System.Globalization;

namespace Singular.Manifests;

/// <summary>Ports that a rule allows, first to last.</summary>
internal readonly record struct PortSpan(int First, int Last)
{
    /// <summary>Reads <c>0x300-0x31F</c> or <c>0x64</c>; numbers in hexadecimal.</summary>
    public static bool TryParse(string text, out PortSpan span)
    {
        string[] ends = text.Split('-');
        bool isFormed = TryPort(ends[0], out int first) & TryPort(ends[^1], out int last) && ends.Length <= 2 && first <= last;
        span = new PortSpan(first, last);
        return isFormed;
    }

    /// <summary>True when every port of the range is in one of the spans.</summary>
    public static bool Cover(IReadOnlyList<PortSpan> spans, PortRange range)
    {
        int next = range.First;
        // The spans may lie in any order and touch; each round moves on or ends.
        while (next <= range.Last)
        {
            int port = next;
            PortSpan holding = spans.FirstOrDefault(span => span.First <= port && port <= span.Last, new PortSpan(0, -1));
            if (holding.Last < 0)
                return false;
            next = holding.Last + 1;
        }
        return true;
    }

    public override string ToString() => First == Last ? $"0x{First:X}" : $"0x{First:X}-0x{Last:X}";

    private static bool TryPort(string text, out int port)
    {
        port = 0;
        return text.StartsWith("0x", StringComparison.Ordinal) && text.Length <= 6
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out port);
    }
}
