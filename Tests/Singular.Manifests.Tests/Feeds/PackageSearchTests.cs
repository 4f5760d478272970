using Singular.Contracts;

namespace Singular.Manifests.Tests;

public sealed class PackageSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_folders_and_names_become_files_each_once()
    {
        string flat = Put("feed/Acme.Clock.1.0.0.nupkg", Samples.SignedClock());
        string newer = Put("feed/acme.clock/1.2.0/acme.clock.1.2.0.nupkg", Samples.SignedClock(version: "1.2.0"));
        Put("feed/Acme.Clock.2.0.0-beta.nupkg", Samples.SignedClock(version: "2.0.0-beta"));
        PackageSearch search = Search();
        Assert.Equal([newer], search.Find(["Acme.Clock"]));
        Assert.Equal([flat], search.Find(["Acme.Clock@1.0.0", flat, flat]));
        Assert.Equal(2, search.Find([_folder["feed"]]).Count);
        Assert.EndsWith("2.0.0-beta.nupkg", Assert.Single(search.Find(["Acme.Clock@2.0.0-beta"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find(["Acme.Clock@9.0.0"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find(["Nobody"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => new PackageSearch(null).Find(["Acme.Clock"])));
        Assert.Equal(RefusalCode.FileMissing, Refusal(() => search.Find(["missing.nupkg"])));
        Assert.Equal(RefusalCode.FileMissing, Refusal(() => new PackageSearch(new FolderFeed(_folder["none"])).Find(["Acme.Clock"])));
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find([_folder["empty"]])));
    }

    [Fact]
    public void What_a_driver_imports_comes_along_from_the_feed_and_only_where_it_is_missing()
    {
        string fat = Put("feed/Fat.1.0.0.nupkg", Samples.Signed(new DriverAssembly("Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).Import("clock", typeof(IClock)).ToBytes()));
        string disk = Put("feed/Disk.1.0.0.nupkg", Samples.Signed(new DriverAssembly("Disk", typeof(IBlockDevice)).ToBytes()));
        string clock = Put("feed/Acme.Clock.1.0.0.nupkg", Samples.SignedClock());
        Assert.Equal(new HashSet<string> { fat, disk, clock }, Search().WithProviders([fat], InstalledSet.Empty).ToHashSet());
        InstalledSet withClock = InstalledSet.Empty.Next([Stored.Driver(PackageReader.Read(Samples.SignedClock("Other.Clock")), new string('0', 64))], "test", DateTimeOffset.UnixEpoch, Policy.Parse("", "policy"));
        Assert.Equal([fat, disk], Search().WithProviders([fat], withClock));
        Put("feed/Disk2.1.0.0.nupkg", Samples.Signed(new DriverAssembly("Disk2", typeof(IBlockDevice)).ToBytes()));
        Assert.Equal(RefusalCode.ProviderAmbiguous, Refusal(() => Search().WithProviders([fat], InstalledSet.Empty)));
        Assert.Contains(disk, Search().WithProviders([fat, disk], InstalledSet.Empty));
    }

    [Fact]
    public void Upgrades_are_newer_releases_of_what_is_installed()
    {
        Put("feed/Acme.Clock.1.0.0.nupkg", Samples.SignedClock());
        string newer = Put("feed/Acme.Clock.1.1.0.nupkg", Samples.SignedClock(version: "1.1.0"));
        InstalledSet installed = InstalledSet.Empty.Next([Stored.Driver(PackageReader.Read(Samples.SignedClock()), new string('0', 64))], "test", DateTimeOffset.UnixEpoch, Policy.Parse("", "policy"));
        Assert.Equal([newer], Search().Upgrades(installed, []));
        Assert.Equal([newer], Search().Upgrades(installed, ["Acme.Clock"]));
        Assert.Equal(RefusalCode.NotInstalled, Refusal(() => Search().Upgrades(installed, ["Nobody"])));
    }

    private PackageSearch Search() => new(new FolderFeed(_folder["feed"]));

    private string Put(string name, byte[] package)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], package);
        return _folder[name];
    }

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
