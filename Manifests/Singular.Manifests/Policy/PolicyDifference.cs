namespace Singular.Manifests;

/// <summary>A policy before and after a change.</summary>
/// <param name="Policy">The changed policy.</param>
/// <param name="Removed">Lines that went.</param>
/// <param name="Added">Lines that came.</param>
public sealed record PolicyDifference(Policy Policy, IReadOnlyList<string> Removed, IReadOnlyList<string> Added)
{
    /// <summary>The lines in which a policy differs from another text, as a set: a line that only moved is not told.</summary>
    public static PolicyDifference Between(string before, Policy after)
    {
        List<string> removed = [.. TextFiles.Lines(before)];
        var added = new List<string>();
        foreach (string line in TextFiles.Lines(after.Text))
        {
            if (!removed.Remove(line))
                added.Add(line);
        }
        // The order decides, too; where it alone changed, the whole is told.
        if (removed.Count + added.Count == 0 && before != after.Text)
            return new PolicyDifference(after, TextFiles.Lines(before), TextFiles.Lines(after.Text));
        return new PolicyDifference(after, removed, added);
    }

    public bool IsEmpty => Removed.Count == 0 && Added.Count == 0;

    /// <summary>The lines with <c>-</c> and <c>+</c> before them.</summary>
    public override string ToString() => string.Join('\n', [.. Removed.Select(line => $"- {line}"), .. Added.Select(line => $"+ {line}")]);
}
