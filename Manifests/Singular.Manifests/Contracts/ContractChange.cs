namespace Singular.Manifests;

/// <summary>One thing that differs between two versions of a contract.</summary>
/// <param name="Before">The line in the old text; null for what is new.</param>
/// <param name="After">The line in the new text; null for what is gone.</param>
/// <param name="Breaks">Who is broken by it and how, one sentence without its full stop; null where a minor version may do it.</param>
public sealed record ContractChange(string? Before, string? After, string? Breaks);
