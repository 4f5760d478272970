using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Singular.Manifests;

/// <summary>An attestation whose signature was checked: the key's holder says that a package kept its contract when it was tested. Whether
/// the holder is believed is for the trust store to say.</summary>
/// <param name="Bytes">The attestation as it came.</param>
/// <param name="PackageId">Id of the package that was tested.</param>
/// <param name="Version">Its version.</param>
/// <param name="PackageSha256">SHA-256 of the package file that was tested, 64 lower-case hexadecimal digits: another signature or
/// countersignature makes another file.</param>
/// <param name="Json">All that was signed, in JSON; see <see cref="CheckAttestation"/>.</param>
/// <param name="Chain">The certificates from the holder's to the last that is there.</param>
public sealed record Attestation(byte[] Bytes, string PackageId, string Version, string PackageSha256, string Json, IReadOnlyList<X509Certificate2> Chain)
{
    /// <summary>SHA-256 of the attestation; its name in the store.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>SHA-256 of the holder's certificate.</summary>
    public Fingerprint Fingerprint => Fingerprint.Of(Chain[0]);
}
