namespace Singular.Builder.Trusted;

/// <summary>A piece of trusted code.</summary>
/// <param name="Name">A file, a folder of sources, or what a shape is called.</param>
/// <param name="Detail">Version, or a count of lines or members; empty when there is nothing to count.</param>
/// <param name="Sha256">SHA-256 of the file, or of the sources in the order of their names; empty for what is part of another item.</param>
public sealed record TrustedItem(string Name, string Detail, string Sha256);
