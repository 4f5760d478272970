using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>A repository's countersignature that was checked: the key's holder vouches for the author's signature. Whether
/// the holder is trusted is for the trust store to say.</summary>
/// <param name="Chain">The certificates from the repository's to the last that is there.</param>
/// <param name="ServiceIndex">Address of the repository's NuGet index.</param>
/// <param name="Owners">Who owns the package in the repository; free text.</param>
/// <param name="SigningTime">What the repository says the time was; nobody vouches for it.</param>
/// <param name="Stamp">A good time stamp of the countersignature; null where there is none.</param>
public sealed record Countersignature(
    IReadOnlyList<X509Certificate2> Chain,
    string ServiceIndex,
    IReadOnlyList<string> Owners,
    DateTimeOffset SigningTime,
    TimeStamp? Stamp)
{
    /// <summary>SHA-256 of the repository's certificate.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(Chain[0]);
}
