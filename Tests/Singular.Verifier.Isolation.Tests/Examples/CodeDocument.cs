namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>The lists of docs/codes.md that are not entries.</summary>
internal static class CodeDocument
{
    /// <summary>Lines <c>- CODE: reason</c> of the section with that heading.</summary>
    public static Dictionary<string, string> List(string heading)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "codes.md"))
            .SkipWhile(l => l != "## " + heading).Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal));
        return lines.Where(l => l.StartsWith("- ", StringComparison.Ordinal)).Select(l => l[2..].Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
    }
}
