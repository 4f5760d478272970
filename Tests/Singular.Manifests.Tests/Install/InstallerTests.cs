using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class InstallerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Checks _checks = new();
    private readonly Root _root;

    public InstallerTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder["root/policy"], "signer=author -> kernel\n");
        _root = Root.Open(_folder["root"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_installed_package_is_found_again_whole()
    {
        InstallPlan plan = Install(Samples.SignedClock());
        Assert.Equal(Placement.Kernel, Assert.Single(plan.Drivers).Decision.Placement);
        InstalledDriver driver = Assert.Single(_root.Store.Installed().Drivers);
        Assert.Equal(("Acme.Clock", "author", true), (driver.Manifest.Id, driver.SignerName, driver.IsVerified));
        Assert.Equal(Samples.SignedClock().Length, _root.Store.Package(driver).Bytes.Length);
        Assert.Equal(0x2A, _root.Store.Assemblies(driver)["Acme.Clock"][^1]);
        Assert.Equal(["verify Acme.Clock", "reemit Acme.Clock for kernel"], _checks.Steps);
        Assert.Empty(StoreInspection.Run(_root.Store));
    }

    [Fact]
    public void A_set_is_resolved_as_a_whole_and_becomes_an_image_record()
    {
        Install(
            Samples.Signed(new DriverAssembly("Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).Import("clock", typeof(IClock)).ToBytes()),
            Samples.Signed(new DriverAssembly("Disk", typeof(IBlockDevice)).ToBytes()),
            Samples.SignedClock());
        _root.Save(_root.Policy().Set("Disk", Placement.Process, _root.Store.Installed().Find("Disk")!.Subject).Policy);
        ImageRecord image = SystemPlan.Of(_root.Store.Installed(), _root.Policy(), _root.Trust()).ToImageRecord(driver => $"driver/{driver.Instance}");
        Assert.Equal(["Acme.Clock#0", "Disk#0", "Fat#0"], image.Drivers.Select(driver => driver.Instance));
        Assert.Equal(["", "driver/Disk#0", ""], image.Drivers.Select(driver => driver.Program));
        Assert.Equal("line 1: signer=author package=Disk -> process", image.Drivers[1].Rule);
        Assert.Equal(image.Drivers.Count, ImageRecordJson.Read(ImageRecordJson.Write(image)).Drivers.Count);
    }

    public static TheoryData<string, Func<byte[]>, RefusalCode> Refused => new()
    {
        { "unsigned", () => Samples.Pack(DriverAssembly.Clock()), RefusalCode.SignatureMissing },
        { "unknown signer", () => Samples.SignedClock(key: Samples.OtherKey), RefusalCode.SignerUnknown },
        { "flipped bit", () => Flip(Samples.SignedClock()), RefusalCode.SignatureBroken },
        { "swapped manifest, signed", () => PackageSigner.Sign(WithManifestOf(0x310), Samples.Key, TimeProvider.System), RefusalCode.ManifestDiffers },
        { "port owned by another", () => Samples.SignedClock("Acme.Other", port: 0x301), RefusalCode.PortRangeOwned },
        { "missing contract", () => Samples.Signed(new DriverAssembly("Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).ToBytes()), RefusalCode.ContractMissing },
        { "older version", () => Samples.SignedClock(version: "0.9.0"), RefusalCode.Downgrade },
        { "same version, other bytes", () => Samples.SignedClock(port: 0x320), RefusalCode.VersionInstalled },
        { "dangerous port", () => Samples.SignedClock("Acme.Reset", port: 0x64), RefusalCode.GrantMissing },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_refused_package_leaves_the_store_as_it_was(string what, Func<byte[]> package, RefusalCode expected)
    {
        Install(Samples.SignedClock());
        string before = Snapshot();
        var refused = Assert.Throws<RefusedException>(() => Install(package()));
        Assert.True(refused.Code == expected, $"{what}: {refused.Message}");
        Assert.DoesNotContain('\n', refused.Refusals[0].ToString());
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void The_installed_driver_keeps_its_ports_whatever_the_names()
    {
        Install(Samples.SignedClock("Zeta", port: 0x300));
        var refused = Assert.Throws<RefusedException>(() => Install(Samples.SignedClock("Alpha", port: 0x301)));
        Refusal refusal = Assert.Single(refused.Refusals);
        Assert.Equal((RefusalCode.PortRangeOwned, "Alpha#0"), (refusal.Code, refusal.Where));
        Assert.Equal("asks for ports 0x301-0x302, of which Zeta#0 owns 0x300-0x301", refusal.What);
    }

    [Fact]
    public void One_bad_package_keeps_the_whole_set_out()
    {
        Assert.Throws<RefusedException>(() => Install(Samples.SignedClock(), Samples.SignedClock("Acme.Bad", port: 0x400, key: Samples.OtherKey)));
        Assert.Empty(_root.Store.Installed().Drivers);
    }

    [Fact]
    public void Findings_refuse_unless_a_rule_waives_them_for_a_process()
    {
        _checks.Findings.Add(new VerificationFinding("StackUnexpected", "Acme.TheDriver::Now IL_0003", "found int32, expected ref", MayBeWaived: true));
        Assert.Equal(RefusalCode.VerificationFailed, Assert.Throws<RefusedException>(() => Install(Samples.SignedClock())).Code);
        File.WriteAllText(_root.PolicyPath, "signer=author -> process waive=verification\n");
        Install(Samples.SignedClock());
        Assert.False(_root.Store.Installed().Drivers[0].IsVerified);

        // The kernel is closed to it, whatever the policy says later.
        SystemPlan plan = SystemPlan.Of(_root.Store.Installed(), Policy.Parse("signer=author -> kernel", "policy"), _root.Trust());
        Assert.Equal(RefusalCode.VerificationFailed, Assert.Single(plan.Drivers[0].Refusals).Code);
        Assert.Empty(plan.Resolution.StartOrder);

        _checks.Findings.Add(new VerificationFinding("PInvoke", "Acme.TheDriver::Open", "a native method", MayBeWaived: false));
        Assert.Equal(RefusalCode.VerificationFailed, Assert.Throws<RefusedException>(() => Install(Samples.SignedClock("Acme.Two", port: 0x400))).Code);
    }

    [Fact]
    public void What_the_policy_denies_is_not_installed()
    {
        File.WriteAllText(_root.PolicyPath, "package=Acme.* -> deny\n");
        Assert.Equal(RefusalCode.PolicyDenies, Assert.Throws<RefusedException>(() => Install(Samples.SignedClock())).Code);
    }

    [Fact]
    public void An_upgrade_replaces_a_repetition_changes_nothing_and_options_allow_the_rest()
    {
        byte[] first = Samples.SignedClock();
        Install(first);
        InstallPlan again = Install(first);
        Assert.Empty(again.Drivers);
        Assert.Equal(1, _root.Store.Installed().Generation);
        Install(Samples.SignedClock(version: "1.1.0"));
        Assert.Equal("1.1.0", Assert.Single(_root.Store.Installed().Drivers).Manifest.Version.ToString());
        Install(InstallOptions.Default with { AllowsDowngrade = true }, Samples.SignedClock());
        Install(InstallOptions.Default with { AllowsReplacement = true, AllowsGrowth = true }, Samples.SignedClock(port: 0x320));
        Assert.Equal(0x320, Assert.Single(_root.Store.Installed().Drivers).Manifest.Ports[0].First);
        Assert.Equal(4, _root.Store.Installed().Generation);
    }

    [Fact]
    public void A_driver_that_another_one_needs_is_not_removed_from_under_it()
    {
        Install(Samples.SignedClock(), Samples.Signed(new DriverAssembly("Keys", typeof(IKeyboard)).Import("clock", typeof(IClock)).ToBytes()));
        Installer installer = NewInstaller();
        Assert.Equal(RefusalCode.ContractMissing, Assert.Throws<RefusedException>(() => installer.Remove(["Acme.Clock"])).Code);
        Assert.Equal(RefusalCode.NotInstalled, Assert.Throws<RefusedException>(() => installer.Remove(["Nobody"])).Code);
        installer.Remove(["Keys", "Acme.Clock"]);
        Assert.Empty(_root.Store.Installed().Drivers);
    }

    [Fact]
    public void An_earlier_set_comes_back_whole_unless_its_signer_was_revoked()
    {
        Install(Samples.SignedClock());
        Install(Samples.SignedClock(version: "1.1.0"));
        Assert.Equal([1, 2], _root.Store.Generations());
        InstalledSet back = NewInstaller().RollBack(1);
        Assert.Equal((3, "1.0.0"), (back.Generation, back.Drivers[0].Manifest.Version.ToString()));
        StoreChange change = Assert.Single(_root.Store.Installed().Changes);
        Assert.Equal((StoreAction.Downgrade, "Acme.Clock", "line 1: signer=author -> kernel"), (change.Action, change.Package, change.Rule));
        Assert.Equal("roll back to 1", _root.Store.Installed().Reason);
        Assert.Empty(_root.Store.CheckHistory());
        Assert.Equal(RefusalCode.NotInstalled, Assert.Throws<RefusedException>(() => NewInstaller().RollBack(9)).Code);
        _root.Save(_root.Trust().Revoke(Samples.Key.Fingerprint, "stolen"));
        Assert.Equal(RefusalCode.CertificateRevoked, Assert.Throws<RefusedException>(() => NewInstaller().RollBack(2)).Code);
        Assert.Equal(3, _root.Store.Installed().Generation);
    }

    [Fact]
    public void What_is_installed_keeps_running_after_its_certificate_expired_and_new_things_are_refused()
    {
        Install(Samples.SignedClock());
        var later = new FixedClock(DateTimeOffset.UtcNow.AddYears(20));
        string path = Write(Samples.SignedClock(version: "2.0.0"));
        var installer = new Installer(_root, _checks, _checks, [Samples.ContractFolder], later);
        Assert.Equal(RefusalCode.CertificateExpired, Assert.Throws<RefusedException>(() => installer.Install([path], InstallOptions.Default)).Code);
        Assert.Single(SystemPlan.Of(_root.Store.Installed(), _root.Policy(), _root.Trust()).Resolution.StartOrder);
    }

    [Fact]
    public void A_driver_whose_certificate_is_revoked_is_left_out_of_the_next_image()
    {
        Install(Samples.SignedClock());
        _root.Save(_root.Trust().Revoke(Samples.Key.Fingerprint, "stolen"));
        SystemPlan plan = SystemPlan.Of(_root.Store.Installed(), _root.Policy(), _root.Trust());
        Assert.Equal(RefusalCode.CertificateRevoked, Assert.Single(Assert.Single(plan.Drivers).Refusals).Code);
        Assert.Empty(plan.Resolution.StartOrder);
    }

    private InstallPlan Install(params byte[][] packages) => Install(InstallOptions.Default, packages);

    private InstallPlan Install(InstallOptions options, params byte[][] packages) => NewInstaller().Install([.. packages.Select(Write)], options);

    private Installer NewInstaller() => new(_root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System);

    private string Write(byte[] package)
    {
        string path = _folder[$"{Guid.NewGuid():N}.nupkg"];
        File.WriteAllBytes(path, package);
        return path;
    }

    private string Snapshot() => string.Join('\n', Directory.EnumerateFiles(_root.Store.Folder, "*", SearchOption.AllDirectories)
        .Where(path => !Path.GetFileName(path).StartsWith("lock")).Order().Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"));

    private static byte[] Flip(byte[] package)
    {
        package[1000] ^= 4;
        return package;
    }

    private static byte[] WithManifestOf(int port)
    {
        byte[] other = Zip.Entries(Samples.Pack(DriverAssembly.Clock("Acme.Swapped", port: port))).First(entry => entry.Name == "singular/manifest.json").Content;
        return Zip.Change(Samples.Pack(DriverAssembly.Clock("Acme.Swapped")), entries =>
            entries[entries.FindIndex(entry => entry.Name == "singular/manifest.json")] = ("singular/manifest.json", other));
    }
}
