using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>An RFC 3161 time stamp that was checked: the key's holder says that the signature existed at this time. Whether
/// the holder is trusted is for the trust store to say.</summary>
/// <param name="Time">The time, in UTC.</param>
/// <param name="Chain">The certificates from the authority's own to the last that is there.</param>
public sealed record TimeStamp(DateTimeOffset Time, IReadOnlyList<X509Certificate2> Chain)
{
    /// <summary>SHA-256 of the certificate that signed the stamp.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(Chain[0]);
}
