namespace Singular.Manifests;

/// <summary>A member of a contract, as its canonical text gives it.</summary>
/// <param name="Name">The member's name; overloads share it.</param>
/// <param name="Signature">Name, parameter types and result: <c>Read(long, Span&lt;byte&gt;) -> …</c>.</param>
/// <param name="Line">The whole line, facts included.</param>
public sealed record ContractMember(string Name, string Signature, string Line)
{
    /// <summary>The states in which it may be called; empty for every state.</summary>
    public IReadOnlyList<string> When { get; init; } = [];

    /// <summary>The state after it; null when the state stays.</summary>
    public string? Then { get; init; }

    /// <summary>The state after a declared failure where it differs; null where it does not.</summary>
    public string? ThenOnFailure { get; init; }

    /// <summary>True when the endpoint is gone afterwards.</summary>
    public bool Ends { get; init; }

    /// <summary>The minor version in which it came; 0 for what was there from the start.</summary>
    public int Since { get; init; }
}
