namespace Singular.Manifests;

/// <summary>A contract at the version that a driver was compiled against.</summary>
/// <param name="Name">Dotted lower-case name, e.g. <c>singular.clock</c>.</param>
/// <param name="Major">From 1.</param>
/// <param name="Minor">From 0.</param>
/// <param name="Hash">SHA-256 of the contract's canonical text, 64 lower-case hexadecimal digits.</param>
public sealed record ContractReference(string Name, int Major, int Minor, string Hash)
{
    /// <summary>Name and version without the hash, e.g. <c>singular.clock 1.0</c>.</summary>
    public override string ToString() => $"{Name} {Major}.{Minor}";
}
