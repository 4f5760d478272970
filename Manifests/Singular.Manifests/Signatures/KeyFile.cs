using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>Reads signing keys from files: PEM pairs, one PEM file with both, or PKCS #12.</summary>
public static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Loads a key from one file: <c>.pfx</c> or <c>.p12</c> (PKCS #12), otherwise PEM with the certificate, its
    /// issuers and the key.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>KeyInvalid</c>, or <c>KeyFileOpen</c> when others than its
    /// owner may read it.</exception>
    public static SigningKey Load(string path, string? passPhrase)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        CheckPrivate(path);
        bool isPkcs12 = Path.GetExtension(path) is ".pfx" or ".p12";
        return Guard(path, () => isPkcs12 ? LoadPkcs12(path, name, passPhrase) : LoadPem(path, path, name, passPhrase));
    }

    /// <summary>A key that stays where it is: its certificate from a PEM file, and a command that signs.</summary>
    /// <param name="certificatePath">PEM with the certificate first; its issuers may follow.</param>
    /// <param name="issuers">Further certificates above it.</param>
    /// <param name="command">See <see cref="ExternalSignatureMaker"/>.</param>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>KeyInvalid</c>.</exception>
    public static SigningKey LoadExternal(string certificatePath, IEnumerable<X509Certificate2> issuers, IReadOnlyList<string> command)
    {
        X509Certificate2Collection all = Certificates(certificatePath);
        X509Certificate2 certificate = all[0];
        foreach (X509Certificate2 issuer in issuers)
            all.Add(issuer);
        return new SigningKey(Path.GetFileNameWithoutExtension(certificatePath), certificate, Issuers(certificate, all), new ExternalSignatureMaker(command, certificate));
    }

    /// <summary>The certificates of a PEM or DER file; at least one.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>KeyInvalid</c>.</exception>
    public static X509Certificate2Collection Certificates(string path)
    {
        if (!File.Exists(path))
            throw new RefusedException(RefusalCode.FileMissing, path, "there is no such file", "check the path");
        return Guard(path, () =>
        {
            var all = new X509Certificate2Collection();
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes is [0x30, ..])
                all.Add(X509CertificateLoader.LoadCertificate(bytes));
            else
                all.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
            return all.Count > 0 ? all : throw new CryptographicException("there is no certificate in it");
        });
    }

    internal static SigningKey Load(string keyPath, string certificatePath, string name, string? passPhrase)
    {
        CheckPrivate(keyPath);
        return Guard(keyPath, () => LoadPem(keyPath, certificatePath, name, passPhrase));
    }

    private static SigningKey LoadPem(string keyPath, string certificatePath, string name, string? passPhrase)
    {
        X509Certificate2 certificate = passPhrase is null
            ? X509Certificate2.CreateFromPemFile(certificatePath, keyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(certificatePath, passPhrase, keyPath);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(certificatePath);
        return new SigningKey(name, certificate, Issuers(certificate, all));
    }

    private static SigningKey LoadPkcs12(string path, string name, string? passPhrase)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, passPhrase, X509KeyStorageFlags.EphemeralKeySet);
        X509Certificate2 certificate = all.FirstOrDefault(candidate => candidate.HasPrivateKey)
            ?? throw new CryptographicException("there is no private key in it");
        return new SigningKey(name, certificate, Issuers(certificate, all));
    }

    private static List<X509Certificate2> Issuers(X509Certificate2 certificate, X509Certificate2Collection all)
    {
        var issuers = new List<X509Certificate2>();
        X509Certificate2 current = certificate;
        while (!current.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData))
        {
            X509Certificate2? issuer = all.FirstOrDefault(candidate => candidate.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData));
            if (issuer is null || issuers.Contains(issuer))
                break;
            issuers.Add(issuer);
            current = issuer;
        }
        return issuers;
    }

    /// <summary>Refuses a file with a secret that others than its owner may read.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>KeyFileOpen</c>.</exception>
    public static void CheckPrivate(string path)
    {
        if (!File.Exists(path))
            throw new RefusedException(RefusalCode.FileMissing, path, "there is no such file", "check the path, or make a key with singular keys new");
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw new RefusedException(RefusalCode.KeyFileOpen, path, "others than its owner may read or write this secret", $"chmod 600 {path}");
    }

    private static T Guard<T>(string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new RefusedException(RefusalCode.KeyInvalid, path, $"no key could be read: {error.Message.TrimEnd('.')}", "check the file and its pass phrase");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalCode.FileUnreadable, path, $"the file cannot be read: {error.Message.TrimEnd('.')}", "check who may read it");
        }
    }
}
