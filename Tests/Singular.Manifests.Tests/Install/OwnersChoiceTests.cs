using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>What the owner is asked and can take back: growth, lock files, revocation, time.</summary>
public sealed class OwnersChoiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Checks _checks = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_upgrade_that_asks_for_more_needs_a_yes_to_that_very_package()
    {
        Root root = NewRoot("root");
        Install(root, InstallOptions.Default, Driver("1.0.0", driver => driver.Ports("p", 0x300, 4).Memory("m", "ring", 4096)));
        byte[] more = Driver("1.1.0", driver => driver.Ports("p", 0x300, 8).Interrupt("i", 5).Memory("m", "ring", 8192).Import("clock", typeof(IKeyboard)));
        byte[] keyboard = Samples.Signed(new DriverAssembly("Keys", typeof(IKeyboard)).ToBytes());
        var refused = Assert.Throws<RefusedException>(() => Install(root, InstallOptions.Default, more, keyboard));
        Assert.Equal(RefusalCode.ResourcesGrow, refused.Code);
        Assert.Contains("ports 0x300-0x307, interrupt 5, memory ring (8KiB instead of 4KiB), contract singular.keyboard", refused.Message);
        Assert.Equal(1, root.Store.Installed().Generation);

        PlannedDriver planned = NewInstaller(root).Plan([Write(more), Write(keyboard)], InstallOptions.Default).Drivers[0];
        Assert.Equal(4, planned.Growth.Count);
        Assert.Equal(RefusalCode.ResourcesGrow, Assert.Throws<RefusedException>(() => Install(root, InstallOptions.Default with { AcceptedPackages = new HashSet<string> { new('0', 64) } }, more, keyboard)).Code);
        Install(root, InstallOptions.Default with { AcceptedPackages = new HashSet<string> { planned.Package.Sha256 } }, more, keyboard);
        // Less or the same needs no word.
        Install(root, InstallOptions.Default, Driver("1.2.0", driver => driver.Ports("p", 0x304, 4)));
        Assert.Equal(3, root.Store.Installed().Generation);
    }

    [Fact]
    public void A_lock_file_makes_another_machine_the_same()
    {
        Root one = NewRoot("one");
        byte[] clock = Samples.SignedClock();
        byte[] disk = Samples.Signed(new DriverAssembly("Disk", typeof(IBlockDevice)).ToBytes());
        Install(one, InstallOptions.Default, clock, disk);
        one.Save(one.Policy().Set("Disk", Placement.Process, one.Store.Installed().Find("Disk")!.Subject, "memory=8MiB").Policy);
        File.WriteAllBytes(_folder["lock"], LockFile.Of(one).Write());

        Root two = NewRoot("two", trust: "");
        File.WriteAllText(two.PolicyPath, "package=* -> deny\n");
        LockFile file = LockFile.Load(_folder["lock"]);
        var missing = Assert.Throws<RefusedException>(() => NewInstaller(two).InstallLocked(file, [Write(clock)], []));
        Assert.Equal(RefusalCode.LockFileDiffers, missing.Code);
        Assert.Equal("", two.Trust().Text);
        InstallPlan plan = NewInstaller(two).InstallLocked(file, [Write(Samples.SignedClock(version: "9.0.0")), Write(disk), Write(clock)], []);
        Assert.Equal(2, plan.Drivers.Count);
        Assert.Equal((one.Trust().Text, one.Policy().Text), (two.Trust().Text, two.Policy().Text));
        Assert.Equal(one.Store.Installed().Drivers.Select(driver => driver.PackageSha256), two.Store.Installed().Drivers.Select(driver => driver.PackageSha256));

        // What is not in the file goes, and a second time nothing changes.
        Install(two, InstallOptions.Default, Samples.SignedClock("Extra", port: 0x400));
        NewInstaller(two).InstallLocked(file, [Write(disk), Write(clock)], []);
        Assert.Null(two.Store.Installed().Find("Extra"));
        int generation = two.Store.Installed().Generation;
        NewInstaller(two).InstallLocked(file, [Write(disk), Write(clock)], []);
        Assert.Equal(generation, two.Store.Installed().Generation);
        Assert.Equal("install locked", two.Store.Installed().Reason);
    }

    [Fact]
    public void Damage_to_a_lock_file_never_does_anything_but_refuse_or_read()
    {
        Root root = NewRoot("root");
        Install(root, InstallOptions.Default, Samples.SignedClock());
        string text = System.Text.Encoding.UTF8.GetString(LockFile.Of(root).Write());
        Mutation.OfText(text, damaged =>
        {
            File.WriteAllBytes(_folder["lock"], System.Text.Encoding.UTF8.GetBytes(damaged));
            LockFile.Load(_folder["lock"]);
        }, 500);
    }

    [Fact]
    public void A_rollback_that_would_not_fit_any_more_changes_nothing()
    {
        Root root = NewRoot("root");
        Install(root, InstallOptions.Default, Samples.SignedClock("One"));
        NewInstaller(root).Remove(["One"]);
        Install(root, InstallOptions.Default, Samples.SignedClock("Two"));
        // Generation 1 fits by itself; together with nothing else it comes back whole.
        NewInstaller(root).RollBack(1);
        Assert.Equal(["One"], root.Store.Installed().Drivers.Select(driver => driver.Manifest.Id));
        Assert.Equal(4, root.Store.Installed().Generation);
    }

    [Fact]
    public void A_report_says_all_about_the_driver_and_nothing_about_its_owner()
    {
        Root root = NewRoot("root");
        Install(root, InstallOptions.Default, Samples.SignedClock(), Samples.Signed(new DriverAssembly("Disk", typeof(IBlockDevice)).ToBytes()));
        PlacedDriver placed = SystemPlan.Of(root.Store.Installed(), root.Policy(), root.Trust()).Drivers[0];
        string log = $"boot on somebox\n[1.0] error Acme.Clock#0: died: UnhandledException at {root.Folder}/x by sam on somebox\n  at Acme.TheDriver.Now() IL 12\n[1.1] Disk#0: fine\n  detail of the disk\n[2.0] Acme.Clock#0: same \u001b[31mred\n";
        var redaction = new Redaction([(root.Folder, "<root>"), ("somebox", "<machine>"), ("sam", "<user>")]);
        byte[] bundle = CrashReport.Make(placed, log, redaction);
        Assert.Equal(bundle, CrashReport.Make(placed, log, redaction));
        Dictionary<string, string> entries = Zip.Entries(bundle).ToDictionary(entry => entry.Name, entry => System.Text.Encoding.UTF8.GetString(entry.Content));
        Assert.Equal("[1.0] error Acme.Clock#0: died: UnhandledException at <root>/x by <user> on <machine>\n  at Acme.TheDriver.Now() IL 12\n[2.0] Acme.Clock#0: same \\u{1B}[31mred\n", entries["log.txt"]);
        Assert.Contains(placed.Driver.PackageSha256, entries["report.json"]);
        foreach (string secret in (string[])["author", root.Folder, Environment.UserName + "@", "Disk"])
            Assert.DoesNotContain(secret, entries["report.json"]);
    }

    private Root NewRoot(string name, string? trust = null)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(_folder[$"{name}/trust"], trust ?? $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder[$"{name}/policy"], "signer=author -> kernel\n");
        return Root.Open(_folder[name]);
    }

    private static byte[] Driver(string version, Action<DriverAssembly> resources)
    {
        var driver = new DriverAssembly("Acme.Net", typeof(IClock), version);
        resources(driver);
        return Samples.Signed(driver.ToBytes());
    }

    private void Install(Root root, InstallOptions options, params byte[][] packages) => NewInstaller(root).Install([.. packages.Select(Write)], options);

    private Installer NewInstaller(Root root) => new(root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System);

    private string Write(byte[] package)
    {
        string path = _folder[$"{Guid.NewGuid():N}.nupkg"];
        File.WriteAllBytes(path, package);
        return path;
    }
}
