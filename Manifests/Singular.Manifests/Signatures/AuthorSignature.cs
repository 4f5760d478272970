using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>A signature that was checked: the package is what the key's holder signed. Whether the holder is trusted is for
/// the trust store to say.</summary>
/// <param name="Certificate">The signer's certificate.</param>
/// <param name="Chain">The certificates from the signer's to the last that is there.</param>
/// <param name="SigningTime">What the signer says the time was; nobody vouches for it.</param>
/// <param name="PackageSha256">SHA-256 of the signed package file, 64 lower-case hexadecimal digits.</param>
/// <param name="Stamp">A good time stamp of the signature; null where there is none.</param>
/// <param name="Countersignature">A repository's good countersignature; null where there is none.</param>
public sealed record AuthorSignature(
    X509Certificate2 Certificate,
    IReadOnlyList<X509Certificate2> Chain,
    DateTimeOffset SigningTime,
    string PackageSha256,
    TimeStamp? Stamp,
    Countersignature? Countersignature)
{
    /// <summary>SHA-256 of the signer's certificate.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(Certificate);
}
