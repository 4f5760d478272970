using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>Makes certificates that are wrong in one way.</summary>
internal static class Certificates
{
    public static X509Certificate2 Bad(string what)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (what == "elliptic curve")
        {
            using ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var elliptic = new CertificateRequest("CN=Bad", curve, HashAlgorithmName.SHA256);
            AddUsages(elliptic, what);
            return elliptic.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }
        using RSA rsa = RSA.Create(what == "key of 2048 bits" ? 2048 : 3072);
        var request = new CertificateRequest("CN=Bad", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddUsages(request, what);
        return what switch
        {
            "expired" => request.CreateSelfSigned(now.AddDays(-9), now.AddDays(-1)),
            "SHA-1 certificate" => request.Create(request.SubjectName, new Sha1Generator(rsa), now.AddDays(-1), now.AddDays(1), [1]).CopyWithPrivateKey(rsa),
            "not yet valid" => request.CreateSelfSigned(now.AddDays(1), now.AddDays(9)),
            _ => request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)),
        };
    }

    private static void AddUsages(CertificateRequest request, string what)
    {
        X509KeyUsageFlags usage = what == "no digital signature" ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        var purposes = new OidCollection { new Oid(what == "no code signing" ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.3") };
        if (what == "lifetime signing")
            purposes.Add(new Oid("1.3.6.1.4.1.311.10.3.13"));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
    }

    // The platform's own generator no longer makes these.
    private sealed class Sha1Generator(RSA rsa) : X509SignatureGenerator
    {
        // AlgorithmIdentifier of sha1WithRSAEncryption, 1.2.840.113549.1.1.5, with NULL parameters (RFC 3279, section 2.2.1).
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300D06092A864886F70D0101050500");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => rsa.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(rsa);
    }
}
