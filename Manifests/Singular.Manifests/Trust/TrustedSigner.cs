namespace Singular.Manifests;

/// <summary>A line of the trust file that names a certificate.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate.</param>
/// <param name="Name">What the owner calls the signer; policies use it.</param>
/// <param name="Scope">The package names that it may sign.</param>
/// <param name="IsAuthority">True when the certificate issues signers' certificates instead of signing packages.</param>
public sealed record TrustedSigner(Fingerprint Fingerprint, string Name, IReadOnlyList<NamePattern> Scope, bool IsAuthority)
{
    /// <summary>Makes the entry that trusts the signer of a package.</summary>
    /// <param name="signature">The package's good signature.</param>
    /// <param name="name">What to call the signer.</param>
    /// <param name="scope">The package names that it may sign, e.g. <c>Acme.*</c>; commas between several.</param>
    /// <exception cref="RefusedException"><c>TrustInvalid</c> for a name or scope that is not formed as it must be.</exception>
    public static TrustedSigner Of(AuthorSignature signature, string name, string scope)
    {
        var patterns = new List<NamePattern>();
        foreach (string text in scope.Split(','))
        {
            if (!NamePattern.TryParse(text, out NamePattern pattern))
                throw new RefusedException(RefusalCode.TrustInvalid, text, "a scope is a list of package names with *, separated by commas", "write e.g. Acme.*");
            patterns.Add(pattern);
        }
        if (!NameRules.IsPackageId(name))
            throw new RefusedException(RefusalCode.TrustInvalid, name, "a signer's name is made of letters, digits, dots and hyphens", "choose another with --name");
        return new TrustedSigner(signature.Fingerprint, name, patterns, IsAuthority: false);
    }

    public bool Covers(string packageId) => Scope.Any(pattern => pattern.Matches(packageId));

    /// <summary>The line of the trust file.</summary>
    public override string ToString() => $"{(IsAuthority ? "authority" : "trust")} {Fingerprint} as {Name} for {string.Join(',', Scope)}";
}
