using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>The signing keys of a root: <c>NAME.key.pem</c> (PKCS #8, encrypted where there is a pass phrase) and
/// <c>NAME.cert.pem</c>, both readable by their owner only.</summary>
public sealed class KeyStore(string folder)
{
    /// <summary>The key that a development root is created with.</summary>
    public const string DevelopmentKey = "development";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ValidityYears = 10;

    // OWASP "Password Storage Cheat Sheet" 2023: 600,000 rounds of PBKDF2 with HMAC-SHA-256.
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000);

    /// <summary>Makes an RSA-3072 key and a self-signed code-signing certificate that is valid for ten years.</summary>
    /// <param name="name">Letters, digits, dots, hyphens; also the certificate's common name.</param>
    /// <param name="passPhrase">Encrypts the key's file; null leaves it unencrypted.</param>
    /// <param name="clock">Gives the beginning of validity.</param>
    /// <exception cref="RefusedException"><c>KeyExists</c>, or <c>KeyInvalid</c> for the name.</exception>
    public SigningKey Create(string name, string? passPhrase, TimeProvider clock)
    {
        if (!NameRules.IsPackageId(name))
            throw new RefusedException(RefusalCode.KeyInvalid, name, "a key's name is made of letters, digits, dots and hyphens", "choose another");
        if (File.Exists(KeyPath(name)) || File.Exists(CertificatePath(name)))
            throw new RefusedException(RefusalCode.KeyExists, KeyPath(name), "there is a key of this name; it is not overwritten", "choose another name");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
        using RSA rsa = RSA.Create(CertificateRules.MinKeyBits);
        X509Certificate2 certificate = SelfSigned(rsa, name, clock.GetUtcNow());
        string pem = passPhrase is null ? rsa.ExportPkcs8PrivateKeyPem() : rsa.ExportEncryptedPkcs8PrivateKeyPem(passPhrase, Encryption);
        WritePrivate(KeyPath(name), pem + "\n");
        WritePrivate(CertificatePath(name), certificate.ExportCertificatePem() + "\n");
        return new SigningKey(name, certificate, []);
    }

    /// <summary>True when there is a key of this name.</summary>
    public bool Has(string name) => NameRules.IsPackageId(name) && File.Exists(KeyPath(name));

    /// <summary>The names of all keys, in ordinal order.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.key.pem").Select(path => Path.GetFileName(path)[..^".key.pem".Length]).Order(StringComparer.Ordinal)];

    /// <summary>Loads a key of this store.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>KeyInvalid</c>, <c>KeyFileOpen</c>.</exception>
    public SigningKey Load(string name, string? passPhrase)
    {
        if (!Has(name))
            throw new RefusedException(RefusalCode.FileMissing, KeyPath(name), "there is no key of this name", $"make it with singular keys new {name}, or see singular keys list");
        return KeyFile.Load(KeyPath(name), CertificatePath(name), name, passPhrase);
    }

    private string KeyPath(string name) => Path.Combine(folder, name + ".key.pem");

    private string CertificatePath(string name) => Path.Combine(folder, name + ".cert.pem");

    private static X509Certificate2 SelfSigned(RSA rsa, string name, DateTimeOffset now)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // keyCertSign because NuGet builds a chain of one, in which the certificate is its own issuer (NU3018 without it).
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.CodeSigning)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // An hour of slack for clocks that differ; a certificate has whole seconds.
        DateTimeOffset from = now.AddHours(-1);
        return request.CreateSelfSigned(from, from.AddYears(ValidityYears));
    }

    private static void WritePrivate(string path, string text)
    {
        // Created with its mode, so that there is no moment at which others can read it.
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }
}
