using System.Globalization;

namespace Singular.Builder.Symbols;

/// <summary>A line of source.</summary>
/// <param name="File">Path of the file as the compiler wrote it into the debug information.</param>
/// <param name="Line">From 1.</param>
public sealed record SourceLine(string File, int Line)
{
    public override string ToString() => $"{File}:{Line.ToString(CultureInfo.InvariantCulture)}";
}
