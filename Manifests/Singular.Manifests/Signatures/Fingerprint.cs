using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>SHA-256 of a certificate's DER, written as 64 upper-case hexadecimal digits, as NuGet's tools want it.</summary>
public readonly record struct Fingerprint
{
    private readonly string? _hex;

    private Fingerprint(string hex) => _hex = hex;

    public static Fingerprint Of(X509Certificate2 certificate) => new(certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>Reads 64 hexadecimal digits in either case.</summary>
    public static bool TryParse(string text, out Fingerprint fingerprint)
    {
        bool isHex = text.Length == 64 && text.All(char.IsAsciiHexDigit);
        fingerprint = isHex ? new Fingerprint(text.ToUpperInvariant()) : default;
        return isHex;
    }

    public override string ToString() => _hex ?? new string('0', 64);
}
