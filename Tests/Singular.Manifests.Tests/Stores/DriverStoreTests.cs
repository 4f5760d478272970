using System.Diagnostics;

namespace Singular.Manifests.Tests;

public sealed class DriverStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DriverStore _store;

    public DriverStoreTests() => _store = new DriverStore(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_writer_is_told_who_holds_the_store()
    {
        using StoreLock held = _store.Lock();
        var refused = Assert.Throws<RefusedException>(() => new DriverStore(_folder["store"]).Lock(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(RefusalCode.StoreLocked, refused.Code);
        Assert.True(refused.Message.Contains($"process {Environment.ProcessId}"), refused.Message);
    }

    [Fact]
    public void Twenty_writers_at_the_same_moment_go_one_after_the_other()
    {
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20 }, i =>
        {
            using StoreLock held = _store.Lock(TimeSpan.FromSeconds(30));
            _store.Install(held, Next());
        });
        Assert.Equal(20, _store.Installed().Generation);
        Assert.Equal(20, Directory.GetFiles(_folder["store/generations"]).Length);
    }

    [Fact]
    public void What_an_interrupted_writer_left_is_cleared_away_and_was_never_part_of_the_store()
    {
        using (StoreLock held = _store.Lock())
            _store.Install(held, Next());
        File.WriteAllText(_folder["store/installed.json.1234.unfinished"], "half");
        Directory.CreateDirectory(_folder["store/assemblies/abc.1234.unfinished"]);
        File.WriteAllText(_folder["store/assemblies/abc.1234.unfinished/x.dll"], "half");
        Assert.Equal(1, _store.Installed().Generation);
        using (_store.Lock())
            Assert.Empty(Directory.GetFileSystemEntries(_folder["store"], "*.unfinished", SearchOption.AllDirectories));
        Assert.Equal(1, _store.Installed().Generation);
    }

    [Fact]
    public void Damage_in_the_store_is_found_and_named()
    {
        byte[] signed = Samples.SignedClock();
        DriverPackage package = PackageReader.Read(signed);
        using (StoreLock held = _store.Lock())
        {
            _store.AddPackage(held, package);
            string assemblies = _store.AddAssemblies(held, package.Assemblies);
            _store.Install(held, Next(Stored.Driver(package, assemblies)));
        }
        Assert.Empty(StoreInspection.Run(_store));

        string path = Directory.GetFiles(_folder["store/packages"]).Single();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[77] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.AppendAllText(Directory.GetFiles(_folder["store/assemblies"], "*.dll", SearchOption.AllDirectories).Single(), "x");
        Assert.Equal([RefusalCode.StoreDamaged, RefusalCode.StoreDamaged], StoreInspection.Run(_store).Select(finding => finding.Refusal.Code));

        File.WriteAllText(_folder["store/installed.json"], "{}");
        Assert.Equal(RefusalCode.StoreDamaged, Assert.Throws<RefusedException>(() => _store.Installed()).Code);
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_the_old_set()
    {
        // /dev/full answers every write with ENOSPC (full(4)); as the folder's temporary file it stands for a full disk.
        string target = _folder["file"];
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink($"{target}.{Environment.ProcessId}.unfinished", "/dev/full");
        Assert.Equal(RefusalCode.DiskFull, Assert.Throws<RefusedException>(() => AtomicFile.Write(target, "new"u8)).Code);
        Assert.Equal("old", File.ReadAllText(target));
    }

    [Fact]
    public void More_drivers_than_can_be_read_again_are_not_written()
    {
        InstalledDriver sample = Stored.Driver(PackageReader.Read(Samples.SignedClock()), new string('a', 64));
        using StoreLock held = _store.Lock();
        InstalledSet many = Next([.. Enumerable.Range(0, ManifestLimits.MaxDrivers + 1).Select(i => sample with { Manifest = sample.Manifest with { Id = $"Acme.Driver{i}" } })]);
        Assert.Equal(RefusalCode.TooManyDrivers, Assert.Throws<RefusedException>(() => _store.Install(held, many)).Code);
        Assert.Equal(0, _store.Installed().Generation);
    }

    [Fact]
    public void Three_hundred_packages_are_listed_fast()
    {
        DriverManifest manifest = PackageReader.Read(Samples.SignedClock()).Manifest;
        InstalledDriver sample = Stored.Driver(PackageReader.Read(Samples.SignedClock()), new string('a', 64));
        using (StoreLock held = _store.Lock())
            _store.Install(held, Next([.. Enumerable.Range(0, 300).Select(i => sample with { Manifest = manifest with { Id = $"Acme.Driver{i}" } })]));
        Policy policy = Policy.Parse("package=X -> deny\nsigner=author -> kernel", "policy");
        // The best of several: the first is the JIT's, and a busy machine takes its share of the others.
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(300, SystemPlan.Of(_store.Installed(), policy, TrustStore.Parse("", "trust")).Drivers.Count);
            best = new TimeSpan(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }
        Assert.True(best < TimeSpan.FromSeconds(0.3), $"{best.TotalMilliseconds:F0} ms");
    }

    [Fact]
    public void A_changed_or_missing_generation_breaks_the_chain()
    {
        InstalledDriver driver = Stored.Driver(PackageReader.Read(Samples.SignedClock()), new string('a', 64));
        using (StoreLock held = _store.Lock())
        {
            for (int i = 0; i < 3; i++)
                _store.Install(held, Next(driver with { IsVerified = i != 1 }));
        }
        Assert.Empty(_store.CheckHistory());
        string path = _folder["store/generations/2.json"];
        string text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("\"reason\": \"test\"", "\"reason\": \"nothing\""));
        Assert.Equal([RefusalCode.HistoryBroken], _store.CheckHistory().Select(refusal => refusal.Code));
        File.Delete(path);
        Assert.Equal([RefusalCode.NotInstalled], _store.CheckHistory().Select(refusal => refusal.Code));
    }

    private InstalledSet Next(params InstalledDriver[] drivers) =>
        _store.Installed().Next(drivers, "test", new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero), Policy.Parse("", "policy"));
}
