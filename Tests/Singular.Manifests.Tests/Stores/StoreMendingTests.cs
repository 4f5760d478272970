namespace Singular.Manifests.Tests;

public sealed class StoreMendingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Checks _checks = new();
    private readonly Root _root;
    private readonly string _source;

    public StoreMendingTests()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder["root/policy"], "signer=author -> kernel\n");
        _root = Root.Open(_folder["root"]);
        _source = _folder["source.nupkg"];
        File.WriteAllBytes(_source, Samples.SignedClock());
        Installer().Install([_source], InstallOptions.Default);
        File.WriteAllBytes(_folder["newer.nupkg"], Samples.SignedClock(version: "1.1.0"));
        Installer().Install([_folder["newer.nupkg"]], InstallOptions.Default);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_store_needs_nothing()
    {
        Assert.Empty(StoreInspection.Run(_root.Store));
        Assert.Empty(Mend());
    }

    [Fact]
    public void The_installed_set_is_restored_from_its_generation()
    {
        string before = File.ReadAllText(Path("installed.json"));
        foreach (string damage in (string[])["", "{", before.Replace("1.1.0", "1.1.x")])
        {
            File.WriteAllText(Path("installed.json"), damage);
            Assert.Contains(StoreInspection.Run(_root.Store), finding => finding.Refusal.Code == RefusalCode.StoreDamaged);
            Assert.All(Mend(), finding => Assert.True(finding.IsMended, finding.ToString()));
            Assert.Equal(before, File.ReadAllText(Path("installed.json")));
        }
        File.Delete(Path("installed.json"));
        Assert.All(Mend(), finding => Assert.True(finding.IsMended, finding.ToString()));
        Assert.Equal(before, File.ReadAllText(Path("installed.json")));
    }

    [Fact]
    public void A_record_that_was_rewritten_with_care_is_found_and_not_spread()
    {
        File.WriteAllText(Path("installed.json"), File.ReadAllText(Path("installed.json")).Replace("\"version\": \"1.1.0\"", "\"version\": \"1.1.9\""));
        string generation = File.ReadAllText(Path("generations/2.json"));
        Assert.Contains(Mend(), finding => !finding.IsMended && finding.Refusal.Code == RefusalCode.HistoryBroken);
        Assert.Contains(StoreInspection.Run(_root.Store), finding => finding.Refusal.Code == RefusalCode.StoreDamaged);
        Assert.Equal(generation, File.ReadAllText(Path("generations/2.json")));
    }

    [Fact]
    public void A_generation_that_is_the_installed_one_is_written_again_and_an_older_one_is_reported()
    {
        File.Delete(Path("generations/2.json"));
        Assert.True(Assert.Single(Mend()).IsMended);
        Assert.Empty(StoreInspection.Run(_root.Store));
        File.WriteAllText(Path("generations/1.json"), "{}");
        Assert.Contains(Mend(), finding => !finding.IsMended && !finding.IsHarmless);
    }

    [Fact]
    public void Assemblies_are_made_again_from_their_package_and_only_with_the_recorded_hash()
    {
        string folder = Directory.GetDirectories(Path("assemblies"))[0];
        File.WriteAllText(System.IO.Path.Combine(folder, "Acme.Clock.dll"), "damaged");
        Assert.True(Assert.Single(Mend()).IsMended);
        Assert.Empty(StoreInspection.Run(_root.Store));
        Directory.Delete(folder, recursive: true);
        Assert.True(Assert.Single(Mend()).IsMended);
        Assert.Empty(StoreInspection.Run(_root.Store));
        // Another compiler makes other bytes: those are not what was verified.
        Directory.Delete(folder, recursive: true);
        Assert.Contains(new StoreMending(_root, _checks, new Other(), []).Run(), finding => !finding.IsMended && finding.Refusal.Code == RefusalCode.StoreDamaged);
    }

    [Fact]
    public void A_lost_package_comes_from_where_its_hash_is_found()
    {
        string sha256 = PackageReader.Read(File.ReadAllBytes(_source)).Sha256;
        File.WriteAllText(Path($"packages/{sha256}.nupkg"), "damaged");
        Assert.Contains(Mend(), finding => !finding.IsMended && !finding.IsHarmless);
        Assert.True(Assert.Single(new StoreMending(_root, _checks, _checks, [_folder["newer.nupkg"], _source]).Run()).IsMended);
        Assert.Empty(StoreInspection.Run(_root.Store));
    }

    [Fact]
    public void What_an_interrupted_writer_left_is_named_harmless_and_taken_away()
    {
        File.WriteAllText(Path("generations/3.json"), "{");
        File.WriteAllText(Path($"packages/{new string('1', 64)}.nupkg"), "");
        Directory.CreateDirectory(Path($"assemblies/{new string('1', 64)}"));
        Assert.Equal(3, StoreInspection.Run(_root.Store).Count);
        Assert.All(StoreInspection.Run(_root.Store), finding => Assert.True(finding.IsHarmless, finding.ToString()));
        Assert.Equal(3, Mend().Count(finding => finding.IsMended));
        Assert.Empty(StoreInspection.Run(_root.Store));
    }

    private string Path(string name) => _folder[$"root/store/{name}"];

    private IReadOnlyList<StoreFinding> Mend() => new StoreMending(_root, _checks, _checks, []).Run();

    private Installer Installer() => new(_root, _checks, _checks, [Samples.ContractFolder], TimeProvider.System);

    private sealed class Other : IPackageCompiler
    {
        public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement) => package.Assemblies;
    }
}
