using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>A signer's certificate with its private key.</summary>
/// <param name="Name">Name of the key in its store, or its file's name.</param>
/// <param name="Certificate">The certificate; has the private key.</param>
/// <param name="Issuers">The certificates above it, its issuer's first; empty for a self-signed one.</param>
public sealed record SigningKey(string Name, X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Issuers) : IDisposable
{
    public Fingerprint Fingerprint => Fingerprint.Of(Certificate);

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 issuer in Issuers)
            issuer.Dispose();
    }
}
