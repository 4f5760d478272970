namespace Singular.Manifests;

/// <summary>A line of the trust file that names a certificate.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate.</param>
/// <param name="Name">What the owner calls its holder; policies use it.</param>
/// <param name="Scope">The package names that it may sign; empty for a time-stamp authority, which sees no package.</param>
/// <param name="Role">What it is trusted for.</param>
public sealed record TrustedSigner(Fingerprint Fingerprint, string Name, IReadOnlyList<NamePattern> Scope, TrustRole Role)
{
    /// <summary>Makes an entry from what a person wrote.</summary>
    /// <param name="fingerprint">SHA-256 of the certificate.</param>
    /// <param name="name">What to call its holder.</param>
    /// <param name="scope">The package names that it may sign, e.g. <c>Acme.*</c>; commas between several.</param>
    /// <param name="role">What it is trusted for.</param>
    /// <exception cref="RefusedException"><c>TrustInvalid</c> for a name or scope that is not formed as it must be.</exception>
    public static TrustedSigner Of(Fingerprint fingerprint, string name, string scope, TrustRole role)
    {
        if (!NameRules.IsPackageId(name))
            throw new RefusedException(RefusalCode.TrustInvalid, name, "a signer's name is made of letters, digits, dots and hyphens", "choose another with --as");
        return new TrustedSigner(fingerprint, name, role == TrustRole.Stamp ? [] : Patterns(scope), role);
    }

    public bool Covers(string packageId) => Scope.Any(pattern => pattern.Matches(packageId));

    /// <summary>The line of the trust file.</summary>
    public override string ToString() => $"{Role.ToWord()} {Fingerprint} as {Name}{(Role == TrustRole.Stamp ? "" : $" for {string.Join(',', Scope)}")}";

    /// <exception cref="RefusedException"><c>TrustInvalid</c>.</exception>
    internal static List<NamePattern> Patterns(string scope)
    {
        var patterns = new List<NamePattern>();
        foreach (string text in scope.Split(','))
        {
            if (!NamePattern.TryParse(text, out NamePattern pattern))
                throw new RefusedException(RefusalCode.TrustInvalid, text, "a scope is a list of package names with *, separated by commas", "write e.g. Acme.*");
            patterns.Add(pattern);
        }
        return patterns;
    }
}
