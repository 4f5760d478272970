using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>A signer's certificate with the means to sign.</summary>
/// <param name="Name">Name of the key in its store, or its file's name.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Issuers">The certificates above it, its issuer's first; empty for a self-signed one.</param>
/// <param name="Maker">Signs with the private key.</param>
public sealed record SigningKey(string Name, X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Issuers, ISignatureMaker Maker) : IDisposable
{
    /// <summary>A key whose certificate has the private key.</summary>
    public SigningKey(string name, X509Certificate2 certificate, IReadOnlyList<X509Certificate2> issuers)
        : this(name, certificate, issuers, new LocalSignatureMaker(certificate))
    {
    }

    public Fingerprint Fingerprint => Fingerprint.Of(Certificate);

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 issuer in Issuers)
            issuer.Dispose();
    }
}
