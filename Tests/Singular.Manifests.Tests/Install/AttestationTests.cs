using System.Text;

namespace Singular.Manifests.Tests;

/// <summary>What a trusted tester says of a package: who may say it, of which package, and what the owner makes of it.</summary>
public sealed class AttestationTests : IDisposable
{
    private static readonly byte[] Clock = Samples.SignedClock();

    // The tester is somebody else than the signer.
    private static readonly byte[] Attested = CheckAttestation.Sign(PackageReader.Read(Clock), "{\"kept\":true}"u8.ToArray(), Samples.OtherKey, TimeProvider.System);

    private readonly TemporaryFolder _folder = new();
    private readonly Checks _checks = new();
    private readonly Root _root;

    public AttestationTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\nattest {Samples.OtherKey.Fingerprint} as lab for Acme.*\n");
        File.WriteAllText(_folder["root/policy"], "attested=lab -> kernel\nattested=no -> process\n");
        File.WriteAllBytes(_folder["clock.nupkg"], Clock);
        File.WriteAllBytes(_folder["clock.check"], Attested);
        _root = Root.Open(_folder["root"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trusted_testers_word_decides_and_stays_in_the_store()
    {
        PlannedDriver planned = Assert.Single(Install(_folder["clock.check"]).Drivers);
        Assert.Equal(Placement.Kernel, planned.Decision.Placement);
        InstalledDriver driver = Assert.Single(_root.Store.Installed().Drivers);
        Assert.Equal("lab", driver.Attester);
        Assert.Contains("tests attested by lab", driver.Checks);
        Assert.Equal(Attested, _root.Store.Attestation(driver));
        Assert.Empty(StoreInspection.Run(_root.Store));
        Assert.Empty(Install(_folder["clock.check"]).Drivers);

        // Its file is looked at like everything else there.
        string file = Directory.GetFiles(_folder["root/store/attestations"]).Single();
        File.WriteAllBytes(file, [.. Attested[..^1], (byte)(Attested[^1] ^ 1)]);
        Assert.Equal(RefusalCode.StoreDamaged, Assert.Single(StoreInspection.Run(_root.Store)).Refusal.Code);
        File.WriteAllBytes(file, Attested);
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(file)!, new string('0', 64) + ".p7s"), Attested);
        Assert.True(Assert.Single(StoreInspection.Run(_root.Store)).IsHarmless);

        // Who lost the owner's trust for good takes the driver along.
        TrustStore revoked = _root.Trust().Revoke(Samples.OtherKey.Fingerprint, "bribed");
        Assert.Equal(RefusalCode.CertificateRevoked, Assert.Single(SystemPlan.Of(_root.Store.Installed(), _root.Policy(), revoked).Refusals).Code);
    }

    [Fact]
    public void An_installed_package_can_be_attested_later()
    {
        Assert.Equal(Placement.Process, Assert.Single(Install().Drivers).Decision.Placement);
        Assert.Equal(Placement.Kernel, Assert.Single(Install(_folder["clock.check"]).Drivers).Decision.Placement);
        InstalledSet installed = _root.Store.Installed();
        Assert.Equal((2, StoreAction.Replace), (installed.Generation, Assert.Single(installed.Changes).Action));
        Assert.Empty(_root.Store.CheckHistory());
    }

    [Theory]
    [InlineData("")]
    [InlineData("trust {0} as lab for *")]
    [InlineData("attest {0} as lab for Other.*")]
    public void A_word_of_somebody_who_is_not_trusted_to_test_counts_for_nothing_and_is_mentioned(string line)
    {
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, line, Samples.OtherKey.Fingerprint)}\n");
        PlannedDriver planned = Assert.Single(Install(_folder["clock.check"]).Drivers);
        Assert.Equal(Placement.Process, planned.Decision.Placement);
        Assert.Contains("does not count", Assert.Single(planned.Authorization.Notes));
        Assert.Equal("", Assert.Single(_root.Store.Installed().Drivers).AttestationSha256);
    }

    [Fact]
    public void An_attestation_of_another_file_or_of_a_revoked_tester_is_refused()
    {
        byte[] other = CheckAttestation.Sign(PackageReader.Read(Samples.SignedClock(version: "1.2.0")), "{}"u8.ToArray(), Samples.OtherKey, TimeProvider.System);
        File.WriteAllBytes(_folder["other.check"], other);
        Assert.Equal(RefusalCode.AttestationDiffers, Refusal(() => Install(_folder["other.check"])));
        File.AppendAllText(_folder["root/trust"], $"revoke {Samples.OtherKey.Fingerprint}\n");
        Assert.Equal(RefusalCode.CertificateRevoked, Refusal(() => Install(_folder["clock.check"])));
        Assert.Equal(0, _root.Store.Installed().Generation);
    }

    [Fact]
    public void No_bit_of_it_can_be_flipped_and_nothing_else_taken_for_one()
    {
        // Every bit of some thousands would take minutes; a step that is no multiple of a byte sees all places and all bits of a byte.
        int accepted = 0;
        for (int bit = 0; bit < Attested.Length * 8; bit += 61)
        {
            byte[] damaged = [.. Attested];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            accepted += Xunit.Record.Exception(() => CheckAttestation.Read(damaged)) is RefusedException ? 0 : 1;
        }
        Assert.Equal(0, accepted);
        byte[] signature = SignatureEnvelope.Split(Clock).Signature!;
        Assert.Equal(RefusalCode.AttestationInvalid, Refusal(() => CheckAttestation.Read(signature)));
        Assert.Equal(RefusalCode.AttestationInvalid, Refusal(() => CheckAttestation.Read(PackageSigner.SignContent(Encoding.UTF8.GetBytes("{\"package\":[]}"), Samples.Key, TimeProvider.System).Write())));
        Assert.Equal(RefusalCode.AttestationInvalid, Refusal(() => CheckAttestation.Read(new byte[5 << 20])));
    }

    [Fact]
    public void A_policy_that_asks_for_a_tester_whom_nobody_trusts_is_told()
    {
        Assert.Empty(PolicyCheck.Run(_root.Policy(), _root.Trust(), InstalledSet.Empty));
        Assert.Single(PolicyCheck.Run(_root.Policy(), TrustStore.Parse("", "trust"), InstalledSet.Empty));
        Assert.Single(Policy.Parse("attested=yes -> kernel\nattested=lab -> deny\n", "policy").FindShadows());
    }

    private InstallPlan Install(params string[] attestations) =>
        new Installer(_root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System).Install([_folder["clock.nupkg"]], InstallOptions.Default with { Attestations = attestations });

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
