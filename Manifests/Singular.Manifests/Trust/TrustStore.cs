using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Whom the owner trusts to sign which packages: the file <c>trust</c> of a root.</summary>
/// <remarks>
/// One entry for each line; <c>#</c> begins a comment. A fingerprint is SHA-256 of a certificate in 64 hexadecimal digits, a
/// scope is a list of package names with <c>*</c>, separated by commas without spaces:
/// <code>
/// trust FINGERPRINT as NAME for SCOPE          a signer's own certificate
/// authority FINGERPRINT as NAME for SCOPE      a certificate that issues signers' certificates
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

    /// <summary>This store with one more signer; an entry of the same certificate is replaced.</summary>
    /// <exception cref="RefusedException"><c>TrustInvalid</c> when the name is taken by another certificate.</exception>
    public TrustStore Add(TrustedSigner signer)
    {
        string line = signer.ToString();
        List<string> lines = [.. _lines.Where(old => !IsEntryOf(old, signer.Fingerprint, "trust", "authority")), line];
        return new TrustStore(string.Join('\n', lines), _where);
    }

    /// <summary>This store without the certificate's entry.</summary>
    public TrustStore Remove(Fingerprint fingerprint) =>
        new(string.Join('\n', _lines.Where(old => !IsEntryOf(old, fingerprint, "trust", "authority"))), _where);

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
    /// <returns>The entry that covers it.</returns>
    /// <exception cref="RefusedException"><c>CertificateRevoked</c>, <c>SignerUnknown</c>, <c>SignerOutOfScope</c>,
    /// <c>CertificateExpired</c>, <c>CertificateNotYetValid</c>, <c>CertificateInvalid</c>.</exception>
    public TrustedSigner Authorize(AuthorSignature signature, string packageId, DateTimeOffset moment, string packagePath)
    {
        CheckRevoked(signature);
        TrustedSigner signer = Find(signature)
            ?? throw new RefusedException(RefusalCode.SignerUnknown, packageId, $"signed by {signature.Certificate.Subject}, fingerprint {signature.Fingerprint}, which nobody has trusted here",
                $"if you know this signer: {TrustCommand(signature, packagePath)}");
        if (!signer.Covers(packageId))
        {
            throw new RefusedException(RefusalCode.SignerOutOfScope, packageId, $"{signer.Name} is trusted for {string.Join(',', signer.Scope)} only",
                $"if it may sign this too: singular trust add --from {Quoted(packagePath)} --as {signer.Name} --for {string.Join(',', signer.Scope)},{packageId}");
        }
        foreach (X509Certificate2 certificate in signer.IsAuthority ? signature.Chain : [signature.Certificate])
            CertificateRules.CheckValidity(certificate, moment);
        if (signer.IsAuthority)
            CheckChain(signature, signer, moment);
        return signer;
    }

    /// <exception cref="RefusedException"><c>CertificateRevoked</c>.</exception>
    public void CheckRevoked(AuthorSignature signature)
    {
        foreach (X509Certificate2 certificate in signature.Chain)
        {
            if (_revoked.TryGetValue(Fingerprint.Of(certificate), out string? reason))
            {
                throw new RefusedException(RefusalCode.CertificateRevoked, $"certificate {Fingerprint.Of(certificate)}",
                    reason.Length == 0 ? "the certificate is revoked" : $"the certificate is revoked: {reason}", "get a package that is signed with another key");
            }
        }
    }

    /// <summary>A command that can be typed as it stands, with a name taken from the certificate.</summary>
    private static string TrustCommand(AuthorSignature signature, string packagePath)
    {
        string common = signature.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        string name = string.Concat(common.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')).ToLowerInvariant();
        return $"singular trust add --from {Quoted(packagePath)} --as {(NameRules.IsPackageId(name) ? name : "signer")}";
    }

    // For a POSIX shell: single quotes around whatever is more than a plain path.
    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+') ? path : $"'{path.Replace("'", "'\\''")}'";

    /// <summary>The entry for the signer's own certificate, else the one for an authority above it.</summary>
    private TrustedSigner? Find(AuthorSignature signature)
    {
        TrustedSigner? direct = _signers.FirstOrDefault(signer => !signer.IsAuthority && signer.Fingerprint == signature.Fingerprint);
        if (direct is not null)
            return direct;
        Fingerprint[] above = [.. signature.Chain.Skip(1).Select(Fingerprint.Of)];
        return _signers.FirstOrDefault(signer => signer.IsAuthority && above.Contains(signer.Fingerprint));
    }

    // Path validation after RFC 5280, section 6, is the platform's (signatures, basic constraints, name constraints,
    // usages); ours is that exactly the certificates of the signature were used.
    private static void CheckChain(AuthorSignature signature, TrustedSigner authority, DateTimeOffset moment)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = moment.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(Oids.CodeSigning));
        chain.ChainPolicy.CustomTrustStore.Add(signature.Chain[^1]);
        foreach (X509Certificate2 certificate in signature.Chain.Skip(1))
            chain.ChainPolicy.ExtraStore.Add(certificate);
        bool isGood = chain.Build(signature.Certificate);
        bool isWhole = chain.ChainElements.Select(element => Fingerprint.Of(element.Certificate)).SequenceEqual(signature.Chain.Select(Fingerprint.Of));
        if (!isGood || !isWhole)
        {
            string status = string.Join(", ", chain.ChainStatus.Select(found => found.Status));
            throw new RefusedException(RefusalCode.CertificateInvalid, $"certificate {signature.Fingerprint}",
                $"its chain to {authority.Name} does not hold ({(status.Length == 0 ? "certificates left over" : status)})", "ask the author to sign with a certificate whose chain holds");
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
        if (words[0] is not ("trust" or "authority" or "revoke"))
            throw Invalid(index, line.IndexOf(words[0], StringComparison.Ordinal), "the line begins with none of trust, authority, revoke");
        if (words.Length < 2 || !Fingerprint.TryParse(words[1], out Fingerprint fingerprint))
            throw Invalid(index, words.Length < 2 ? line.Length : line.IndexOf(words[1], StringComparison.Ordinal), "expected a fingerprint of 64 hexadecimal digits");
        if (words[0] == "revoke")
            _revoked[fingerprint] = string.Join(' ', words.Skip(2));
        else
            AddSigner(index, words, fingerprint);
    }

    private void AddSigner(int index, string[] words, Fingerprint fingerprint)
    {
        if (words.Length != 6 || words[2] != "as" || words[4] != "for")
            throw Invalid(index, 0, $"expected: {words[0]} FINGERPRINT as NAME for SCOPE");
        if (!NameRules.IsPackageId(words[3]))
            throw Invalid(index, _lines[index].IndexOf(words[3], StringComparison.Ordinal), "a signer's name is made of letters, digits, dots and hyphens");
        var scope = new List<NamePattern>();
        foreach (string text in words[5].Split(','))
        {
            if (!NamePattern.TryParse(text, out NamePattern pattern))
                throw Invalid(index, _lines[index].LastIndexOf(words[5], StringComparison.Ordinal), "a scope is a list of package names with *, separated by commas");
            scope.Add(pattern);
        }
        if (_signers.Any(other => other.Fingerprint == fingerprint || other.Name == words[3]))
            throw Invalid(index, 0, "an entry above has the same fingerprint or the same name");
        _signers.Add(new TrustedSigner(fingerprint, words[3], scope, words[0] == "authority"));
    }

    private RefusedException Invalid(int index, int column, string what) =>
        new(RefusalCode.TrustInvalid, $"{_where}:{index + 1}:{column + 1}", what, "correct the line");
}
