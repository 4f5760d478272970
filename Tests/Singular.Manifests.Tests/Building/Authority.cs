using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests.Tests;

/// <summary>A small certificate authority.</summary>
internal static class Authority
{
    /// <summary>Issues a code-signing certificate.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="ca">False makes an issuer that has no right to issue.</param>
    public static SigningKey Issue(string subject, bool ca)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using RSA issuerKey = RSA.Create(3072);
        var issuerRequest = new CertificateRequest("CN=Test Authority", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca, false, 0, critical: true));
        issuerRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        issuerRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(issuerRequest.PublicKey, critical: false));
        X509Certificate2 issuer = issuerRequest.CreateSelfSigned(now.AddDays(-2), now.AddDays(30));

        return IssueFrom(issuer, issuerKey, subject);
    }

    /// <summary>Issues a code-signing certificate under a given authority.</summary>
    public static SigningKey IssueFrom(X509Certificate2 issuer, RSA issuerKey, string subject)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using RSA key = RSA.Create(3072);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var generator = X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1);
        X509Certificate2 certificate = request.Create(issuer.SubjectName, generator, now.AddDays(-1), now.AddDays(10), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        return new SigningKey("issued", certificate, [X509CertificateLoader.LoadCertificate(issuer.RawData)]);
    }
}
