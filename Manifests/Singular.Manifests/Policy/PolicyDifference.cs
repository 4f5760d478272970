namespace Singular.Manifests;

/// <summary>A policy before and after a change.</summary>
/// <param name="Policy">The changed policy.</param>
/// <param name="Removed">Lines that went.</param>
/// <param name="Added">Lines that came.</param>
public sealed record PolicyDifference(Policy Policy, IReadOnlyList<string> Removed, IReadOnlyList<string> Added)
{
    public bool IsEmpty => Removed.Count == 0 && Added.Count == 0;

    /// <summary>The lines with <c>-</c> and <c>+</c> before them.</summary>
    public override string ToString() => string.Join('\n', [.. Removed.Select(line => $"- {line}"), .. Added.Select(line => $"+ {line}")]);
}
