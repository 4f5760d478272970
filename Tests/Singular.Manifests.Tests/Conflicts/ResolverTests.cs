using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class ResolverTests
{
    [Fact]
    public void Drivers_start_behind_those_that_they_import_from()
    {
        Resolution resolution = Resolve("", FileSystem(), Disk("RamDisk"), Clock("CmosClock", 0x70));
        Assert.Empty(resolution.Findings);
        Assert.Equal(["CmosClock#0", "RamDisk#0", "Fat#0"], resolution.StartOrder.Select(driver => driver.Instance));
        Assert.Equal([new Binding("disk", "RamDisk#0"), new Binding("clock", "CmosClock#0")], resolution.Bindings["Fat#0"]);
    }

    [Fact]
    public void Two_owners_of_ports_or_of_a_line_are_refused_unless_one_is_denied()
    {
        Assert.Equal([RefusalCode.PortRangeOwned], Codes(Resolve("", Clock("A", 0x70), Clock("B", 0x71))));
        Assert.Empty(Codes(Resolve("", Clock("A", 0x70), Clock("B", 0x72))));
        Assert.Equal([RefusalCode.InterruptLineOwned], Codes(Resolve("", Line("A", 4), Line("B", 4))));
        Assert.Empty(Codes(Resolve("", Line("A", 4), Line("B", 4) with { Placement = Placement.Deny })));
    }

    [Fact]
    public void A_missing_contract_leaves_out_whoever_needs_it_and_starts_the_rest()
    {
        Resolution resolution = Resolve("", FileSystem(), Clock("CmosClock", 0x70), Disk("RamDisk") with { Placement = Placement.Deny });
        DriverFinding finding = Assert.Single(resolution.Findings);
        Assert.Equal(("Fat#0", RefusalCode.ContractMissing), (finding.Instance, finding.Refusal.Code));
        Assert.Contains("RamDisk#0", finding.Refusal.Remedy);
        Assert.Equal(["CmosClock#0"], resolution.StartOrder.Select(driver => driver.Instance));
    }

    [Fact]
    public void Several_providers_need_a_bind_and_the_error_lists_them()
    {
        DriverCandidate[] drivers = [FileSystem(), Disk("RamDisk"), Disk("NvmeDisk"), Clock("CmosClock", 0x70)];
        DriverFinding finding = Assert.Single(Resolve("", drivers).Findings);
        Assert.Equal(RefusalCode.ProviderAmbiguous, finding.Refusal.Code);
        Assert.Contains("NvmeDisk#0 and RamDisk#0", finding.Refusal.What);
        Assert.Contains("bind Fat.disk = NvmeDisk#0", finding.Refusal.Remedy);
        Assert.Equal("RamDisk#0", Resolve("bind Fat.disk = RamDisk#0", drivers).Bindings["Fat#0"][0].Provider);
        Assert.Equal("RamDisk#0", Resolve("bind Fat#0.disk = RamDisk#0", drivers).Bindings["Fat#0"][0].Provider);
        Assert.Equal([RefusalCode.BindUnknown], Codes(Resolve("bind Fat.disk = Gone#0", drivers)));
        Assert.Equal([RefusalCode.BindMismatch], Codes(Resolve("bind Fat.disk = CmosClock#0", drivers)));
    }

    [Fact]
    public void Another_major_version_is_missing_and_another_text_of_the_same_version_differs()
    {
        DriverCandidate disk = Disk("RamDisk");
        DriverCandidate newer = disk with { Manifest = disk.Manifest with { Provides = disk.Manifest.Provides with { Major = 2 } } };
        DriverCandidate other = disk with { Manifest = disk.Manifest with { Provides = disk.Manifest.Provides with { Hash = new string('0', 64) } } };
        DriverCandidate minor = disk with { Manifest = disk.Manifest with { Provides = disk.Manifest.Provides with { Hash = new string('0', 64), Minor = 3 } } };
        Assert.Equal([RefusalCode.ContractMissing], Codes(Resolve("", FileSystem(), Clock("C", 0x70), newer)));
        Assert.Equal([RefusalCode.ContractDiffers], Codes(Resolve("", FileSystem(), Clock("C", 0x70), other)));
        Assert.Empty(Codes(Resolve("", FileSystem(), Clock("C", 0x70), minor)));
    }

    [Fact]
    public void A_cycle_is_told_once_and_what_hangs_on_it_is_left_out()
    {
        DriverCandidate a = Make(new DriverAssembly("A", typeof(IClock)).Import("disk", typeof(IBlockDevice)));
        DriverCandidate b = Make(new DriverAssembly("B", typeof(IBlockDevice)).Import("clock", typeof(IClock)));
        DriverCandidate c = Make(new DriverAssembly("C", typeof(IKeyboard)).Import("clock", typeof(IClock)));
        Resolution resolution = Resolve("", a, b, c, Line("D", 1));
        DriverFinding finding = Assert.Single(resolution.Findings);
        Assert.Equal(RefusalCode.ImportCycle, finding.Refusal.Code);
        Assert.Contains("A#0 -> B#0 -> A#0", finding.Refusal.What);
        Assert.Equal(["D#0"], resolution.StartOrder.Select(driver => driver.Instance));
    }

    [Fact]
    public void A_driver_does_not_serve_itself()
    {
        DriverCandidate self = Make(new DriverAssembly("A", typeof(IBlockDevice)).Import("below", typeof(IBlockDevice)));
        Assert.Equal([RefusalCode.ContractMissing], Codes(Resolve("", self)));
        Assert.Equal("B#0", Resolve("", self, Disk("B")).Bindings["A#0"][0].Provider);
    }

    private static DriverCandidate FileSystem() => Make(new DriverAssembly("Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).Import("clock", typeof(IClock)));

    private static DriverCandidate Disk(string id) => Make(new DriverAssembly(id, typeof(IBlockDevice)));

    private static DriverCandidate Clock(string id, int port) => Make(new DriverAssembly(id, typeof(IClock)).Ports("p", port, 2));

    private static DriverCandidate Line(string id, int line) => Make(new DriverAssembly(id, typeof(ICharacterDevice)).Interrupt("i", line));

    private static DriverCandidate Make(DriverAssembly driver)
    {
        using AssemblyFolders folders = DriverAssembly.Folders();
        DriverManifest manifest = ManifestDerivation.Derive(driver.ToBytes(), folders, "");
        return new DriverCandidate(manifest.FirstInstance, manifest, Placement.Process);
    }

    private static Resolution Resolve(string binds, params DriverCandidate[] drivers) => Resolver.Resolve(drivers, Policy.Parse(binds, "policy").Binds);

    private static RefusalCode[] Codes(Resolution resolution) => [.. resolution.Findings.Select(finding => finding.Refusal.Code)];
}
