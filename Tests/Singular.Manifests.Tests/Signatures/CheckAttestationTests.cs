using System.Text.Json;

namespace Singular.Manifests.Tests;

public sealed class CheckAttestationTests
{
    private static readonly DriverPackage Package = PackageReader.Read(Samples.SignedClock());

    private static readonly byte[] Report = """{"kept":true,"seed":1}"""u8.ToArray();

    [Fact]
    public void An_attestation_says_what_was_checked_and_who_says_so()
    {
        Attestation attestation = CheckAttestation.Read(CheckAttestation.Sign(Package, Report, Samples.Key, TimeProvider.System));
        Assert.Equal(Samples.Key.Fingerprint, attestation.Fingerprint);
        Assert.Equal((Package.Id, "1.0.0", Package.Sha256), (attestation.PackageId, attestation.Version, attestation.PackageSha256));
        using JsonDocument content = JsonDocument.Parse(attestation.Json);
        Assert.Equal(Package.Sha256, content.RootElement.GetProperty("package").GetProperty("sha256").GetString());
        Assert.Equal(Package.Manifest.Provides.Hash, content.RootElement.GetProperty("contracts")[0].GetProperty("sha256").GetString());
        Assert.True(content.RootElement.GetProperty("result").GetProperty("kept").GetBoolean());
    }

    [Fact]
    public void A_changed_attestation_is_refused()
    {
        byte[] attestation = CheckAttestation.Sign(Package, Report, Samples.Key, TimeProvider.System);
        int kept = attestation.AsSpan().IndexOf("\"kept\":true"u8);
        for (int place = kept; place < kept + 11; place++)
        {
            byte[] damaged = (byte[])attestation.Clone();
            damaged[place] ^= 1;
            Assert.Throws<RefusedException>(() => CheckAttestation.Read(damaged));
        }
    }

    /// <summary>Neither signature may stand for the other: they are made with the same keys.</summary>
    [Fact]
    public void The_signature_of_a_package_is_no_attestation()
    {
        byte[] signature = Zip.Entries(Package.Bytes)[^1].Content;
        Assert.Throws<RefusedException>(() => CheckAttestation.Read(signature));
    }
}
