using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Whom the owner trusts to sign which packages: the file <c>trust</c> of a root.</summary>
/// <remarks>
/// One entry for each line; <c>#</c> begins a comment. A fingerprint is SHA-256 of a certificate in 64 hexadecimal digits, a
/// scope is a list of package names with <c>*</c>, separated by commas without spaces:
/// <code>
/// trust FINGERPRINT as NAME for SCOPE          a signer's own certificate
/// authority FINGERPRINT as NAME for SCOPE      a certificate that issues signers' certificates
/// repository FINGERPRINT as NAME for SCOPE     a repository's certificate, or one above it: its countersignatures count
/// stamp FINGERPRINT as NAME                    a time-stamp authority's certificate, or one above it
/// attest FINGERPRINT as NAME for SCOPE         a tester's certificate, or one above it: its attestations count
/// revoke FINGERPRINT REASON                    never again, whatever another line says
/// </code>
/// </remarks>
public sealed class TrustStore
{
    private readonly List<string> _lines;
    private readonly List<TrustedSigner> _signers = [];
    private readonly Dictionary<Fingerprint, string> _revoked = [];
    private readonly string _where;

    private TrustStore(string text, string where)
    {
        _where = where;
        _lines = [.. TextFiles.Lines(text)];
        for (int i = 0; i < _lines.Count; i++)
            ReadLine(i);
    }

    public IReadOnlyList<TrustedSigner> Signers => _signers;

    /// <summary>Revoked certificates and why.</summary>
    public IReadOnlyDictionary<Fingerprint, string> Revoked => _revoked;

    /// <summary>The file's text, comments kept.</summary>
    public string Text => _lines.Count == 0 ? "" : string.Join('\n', _lines) + "\n";

    /// <exception cref="RefusedException"><c>TrustInvalid</c> with line and column, or why the file cannot be read.</exception>
    public static TrustStore Load(string path) => new(TextFiles.Read(path, RefusalCode.TrustInvalid), path);

    /// <exception cref="RefusedException"><c>TrustInvalid</c> with line and column.</exception>
    public static TrustStore Parse(string text, string where) => new(text, where);

    /// <summary>This store with one more entry; one of the same certificate and role is replaced.</summary>
    /// <exception cref="RefusedException"><c>TrustInvalid</c> when the name is taken by another certificate.</exception>
    public TrustStore Add(TrustedSigner signer)
    {
        string line = signer.ToString();
        List<string> lines = [.. _lines.Where(old => !IsEntryOf(old, signer.Fingerprint, signer.Role.ToWord())), line];
        return new TrustStore(string.Join('\n', lines), _where);
    }

    /// <summary>This store without the certificate's entries. A revocation stays.</summary>
    public TrustStore Remove(Fingerprint fingerprint) =>
        new(string.Join('\n', _lines.Where(old => !IsEntryOf(old, fingerprint, [.. Enum.GetValues<TrustRole>().Select(role => role.ToWord())]))), _where);

    /// <summary>The fingerprint that a person means by a name of an entry or by 64 hexadecimal digits.</summary>
    /// <exception cref="RefusedException"><c>SignerUnknown</c>.</exception>
    public Fingerprint Resolve(string nameOrFingerprint)
    {
        if (Fingerprint.TryParse(nameOrFingerprint, out Fingerprint print))
            return print;
        return _signers.FirstOrDefault(signer => signer.Name == nameOrFingerprint)?.Fingerprint
            ?? throw new RefusedException(RefusalCode.SignerUnknown, nameOrFingerprint, "no entry of the trust file has this name", "see singular trust list, or give the fingerprint");
    }

    /// <summary>This store with the certificate revoked. Its other entries stay, to say who it was.</summary>
    public TrustStore Revoke(Fingerprint fingerprint, string reason)
    {
        string plain = string.Join(' ', SafeText.Escape(reason).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        List<string> lines = [.. _lines.Where(old => !IsEntryOf(old, fingerprint, "revoke")), $"revoke {fingerprint} {plain}".TrimEnd()];
        return new TrustStore(string.Join('\n', lines), _where);
    }

    /// <summary>Decides whether a good signature is a trusted one.</summary>
    /// <param name="signature">A signature that was checked.</param>
    /// <param name="packageId">The package that it signs.</param>
    /// <param name="moment">The moment at which the certificates have to be valid: that of installing.</param>
    /// <param name="packagePath">Where the package lies, for the command that the error shows.</param>
    /// <param name="attestation">A good attestation of the very package; null where there is none.</param>
    /// <returns>The entry that covers it, and when its certificates were valid.</returns>
    /// <exception cref="RefusedException"><c>CertificateRevoked</c>, <c>SignerUnknown</c>, <c>SignerOutOfScope</c>,
    /// <c>CertificateExpired</c>, <c>CertificateNotYetValid</c>, <c>CertificateInvalid</c>, <c>TimeStampInvalid</c>.</exception>
    public SignerAuthorization Authorize(AuthorSignature signature, string packageId, DateTimeOffset moment, string packagePath, Attestation? attestation = null) =>
        new TrustJudge(this, packageId, moment, packagePath).Judge(signature, attestation);

    /// <exception cref="RefusedException"><c>CertificateRevoked</c>.</exception>
    public void CheckRevoked(AuthorSignature signature)
    {
        IEnumerable<X509Certificate2> all =
        [
            .. signature.Chain,
            .. signature.Stamp?.Chain ?? [],
            .. signature.Countersignature?.Chain ?? [],
            .. signature.Countersignature?.Stamp?.Chain ?? [],
        ];
        foreach (X509Certificate2 certificate in all)
        {
            if (_revoked.TryGetValue(Fingerprint.Of(certificate), out string? reason))
            {
                throw new RefusedException(RefusalCode.CertificateRevoked, $"certificate {Fingerprint.Of(certificate)}",
                    reason.Length == 0 ? "the certificate is revoked" : $"the certificate is revoked: {reason}", "get a package that is signed with another key");
            }
        }
    }

    private static bool IsEntryOf(string line, Fingerprint fingerprint, params string[] verbs)
    {
        string[] words = Words(line);
        return words.Length > 1 && verbs.Contains(words[0]) && Fingerprint.TryParse(words[1], out Fingerprint found) && found == fingerprint;
    }

    private static string[] Words(string line)
    {
        int comment = line.IndexOf('#');
        return (comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    }

    private void ReadLine(int index)
    {
        string line = _lines[index];
        string[] words = Words(line);
        if (words.Length == 0)
            return;
        TrustRole role = TrustRole.Signer;
        if (words[0] != TrustRoles.Revoke && !TrustRoles.TryParse(words[0], out role))
            throw Invalid(index, line.IndexOf(words[0], StringComparison.Ordinal), $"the line begins with none of {TrustRoles.All}");
        if (words.Length < 2 || !Fingerprint.TryParse(words[1], out Fingerprint fingerprint))
            throw Invalid(index, words.Length < 2 ? line.Length : line.IndexOf(words[1], StringComparison.Ordinal), "expected a fingerprint of 64 hexadecimal digits");
        if (words[0] == TrustRoles.Revoke)
            _revoked[fingerprint] = string.Join(' ', words.Skip(2));
        else
            AddSigner(index, words, fingerprint, role);
    }

    private void AddSigner(int index, string[] words, Fingerprint fingerprint, TrustRole role)
    {
        bool isScoped = role != TrustRole.Stamp;
        if (words.Length != (isScoped ? 6 : 4) || words[2] != "as" || (isScoped && words[4] != "for"))
            throw Invalid(index, 0, $"expected: {words[0]} FINGERPRINT as NAME{(isScoped ? " for SCOPE" : "")}");
        if (!NameRules.IsPackageId(words[3]))
            throw Invalid(index, _lines[index].IndexOf(words[3], StringComparison.Ordinal), "a signer's name is made of letters, digits, dots and hyphens");
        var scope = new List<NamePattern>();
        foreach (string text in isScoped ? words[5].Split(',') : [])
        {
            if (!NamePattern.TryParse(text, out NamePattern pattern))
                throw Invalid(index, _lines[index].LastIndexOf(words[5], StringComparison.Ordinal), "a scope is a list of package names with *, separated by commas");
            scope.Add(pattern);
        }
        if (_signers.Any(other => (other.Fingerprint == fingerprint && other.Role == role) || other.Name == words[3]))
            throw Invalid(index, 0, "an entry above has the same fingerprint or the same name");
        _signers.Add(new TrustedSigner(fingerprint, words[3], scope, role));
    }

    private RefusedException Invalid(int index, int column, string what) =>
        new(RefusalCode.TrustInvalid, $"{_where}:{index + 1}:{column + 1}", what, "correct the line");
}
