namespace Singular.Builder.Trusted;

/// <summary>Trusted code of one kind.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Reason">What depends on its being right.</param>
/// <param name="Total">Sum of its details.</param>
/// <param name="Items">Its pieces.</param>
public sealed record TrustedGroup(string Name, string Reason, string Total, IReadOnlyList<TrustedItem> Items);
