namespace Singular.Manifests;

/// <summary>A line of the trust file that names a certificate.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate.</param>
/// <param name="Name">What the owner calls the signer; policies use it.</param>
/// <param name="Scope">The package names that it may sign.</param>
/// <param name="IsAuthority">True when the certificate issues signers' certificates instead of signing packages.</param>
public sealed record TrustedSigner(Fingerprint Fingerprint, string Name, IReadOnlyList<NamePattern> Scope, bool IsAuthority)
{
    public bool Covers(string packageId) => Scope.Any(pattern => pattern.Matches(packageId));

    /// <summary>The line of the trust file.</summary>
    public override string ToString() => $"{(IsAuthority ? "authority" : "trust")} {Fingerprint} as {Name} for {string.Join(',', Scope)}";
}
