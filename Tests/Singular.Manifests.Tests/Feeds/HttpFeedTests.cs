using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Singular.Contracts;

namespace Singular.Manifests.Tests;

/// <summary>A feed behind an address: one that is honest, and ones that are not.</summary>
public sealed class HttpFeedTests : IDisposable
{
    private static readonly byte[] Clock = Samples.SignedClock();
    private static readonly byte[] NewerClock = Samples.SignedClock(version: "1.2.0");

    private readonly TemporaryFolder _folder = new();
    private readonly FeedServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Names_versions_and_ranges_become_the_files_that_were_published()
    {
        _server.Add(Clock);
        _server.Add(NewerClock);
        _server.Add(Samples.SignedClock(version: "2.0.0-Beta"));
        // What NuGet has and drivers do not.
        _server.FurtherVersions.AddRange(["1.0.0.4", "nonsense"]);
        using HttpFeed feed = Feed();
        var search = new PackageSearch(feed);
        string newest = Assert.Single(search.Find(["Acme.Clock"]));
        Assert.Equal(NewerClock, File.ReadAllBytes(newest));
        Assert.Equal(_folder["fetched/Acme.Clock.1.2.0.nupkg"], newest);
        Assert.Equal(Clock, Found(search, "acme.clock@1.0.0"));
        Assert.Equal(Clock, Found(search, "Acme.Clock@[1.0,1.2)"));
        Assert.Equal(NewerClock, Found(search, "Acme.Clock@>=1.0&<2.0"));
        Assert.Contains("2.0.0-Beta", Assert.Single(search.Find(["Acme.Clock@2.0.0-beta"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find(["Acme.Clock@[3.0,)"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find(["Acme.Clock@[3.0,"])));
        Assert.Equal(RefusalCode.PackageNotFound, Refusal(() => search.Find(["Nobody"])));
        // Each thing is asked for once.
        Assert.Equal(_server.Asked.Count, _server.Asked.Distinct().Count());
    }

    [Fact]
    public void What_a_driver_imports_is_searched_by_the_contracts_name_and_believed_by_the_manifest()
    {
        _server.Add(Samples.Signed(new DriverAssembly("Fat", typeof(IFileSystem)).Import("disk", typeof(IBlockDevice)).ToBytes()));
        _server.Add(Samples.Signed(new DriverAssembly("Disk", typeof(IBlockDevice)).ToBytes()));
        _server.Add(Clock);
        _server.Found.AddRange(["Acme.Clock", "../Disk", "Disk", "Nobody"]);
        using HttpFeed feed = Feed();
        var search = new PackageSearch(feed);
        IReadOnlyList<string> files = search.WithProviders(search.Find(["Fat"]), InstalledSet.Empty);
        Assert.Equal(["Fat.1.0.0.nupkg", "Disk.1.0.0.nupkg"], files.Select(Path.GetFileName));
        Assert.Contains(_server.Asked, path => path.StartsWith("/query?q=singular.block-device&", StringComparison.Ordinal));
    }

    [Fact]
    public void Newer_versions_are_found_and_a_lock_file_takes_its_very_packages()
    {
        _server.Add(Clock);
        _server.Add(NewerClock);
        InstalledSet installed = InstalledSet.Empty.Next([Stored.Driver(PackageReader.Read(Clock), new string('0', 64))], "test", DateTimeOffset.UnixEpoch, Policy.Parse("", "policy"));
        using HttpFeed feed = Feed();
        var search = new PackageSearch(feed);
        Assert.Equal(NewerClock, File.ReadAllBytes(Assert.Single(search.Upgrades(installed, []))));
        LockFile locked = Locked(Clock);
        Assert.Equal(Clock, File.ReadAllBytes(Assert.Single(locked.Select(search.Locked(locked, [])))));
        // The same name and version with other bytes is not what was locked.
        LockFile other = Locked(Samples.SignedClock(key: Samples.OtherKey));
        Assert.Equal(RefusalCode.LockFileDiffers, Refusal(() => other.Select(search.Locked(other, []))));
    }

    [Fact]
    public void A_lost_package_comes_back_into_the_store_by_its_hash()
    {
        Directory.CreateDirectory(_folder["root"]);
        File.WriteAllText(_folder["root/trust"], $"trust {Samples.Key.Fingerprint} as author for *\n");
        File.WriteAllText(_folder["root/policy"], "signer=author -> process\n");
        File.WriteAllBytes(_folder["clock.nupkg"], Clock);
        Root root = Root.Open(_folder["root"]);
        var checks = new Checks();
        new Installer(root, checks, checks, [Samples.ContractFolder], TimeProvider.System).Install([_folder["clock.nupkg"]], InstallOptions.Default);
        foreach (string package in Directory.EnumerateFiles(_folder["root/store/packages"]))
            File.Delete(package);
        using HttpFeed feed = Feed();
        Assert.Contains(new StoreMending(root, checks, checks, [], feed).Run(), finding => !finding.IsMended);
        _server.Add(Clock);
        Assert.All(new StoreMending(root, checks, checks, [], feed).Run(), finding => Assert.True(finding.IsMended, finding.ToString()));
        Assert.Empty(StoreInspection.Run(root.Store));
    }

    [Fact]
    public void Plain_http_needs_the_owners_word_and_passwords_and_other_addresses_are_refused()
    {
        Assert.Equal(RefusalCode.FeedInsecure, Refusal(() => new HttpFeed(_server.Index, _folder["fetched"], new HttpFeedOptions())));
        Assert.Equal(RefusalCode.FeedInvalid, Refusal(() => new HttpFeed(new Uri("file:///etc/"), _folder["fetched"], new HttpFeedOptions())));
        Assert.Equal(RefusalCode.FeedInvalid, Refusal(() => new HttpFeed(new Uri("https://name:password@example.org/"), _folder["fetched"], new HttpFeedOptions())));
    }

    [Fact]
    public void A_package_of_another_name_or_version_is_refused()
    {
        _server.Add("Acme.Clock", "1.0.0", NewerClock);
        _server.Add("Acme.Nic", "1.0.0", Clock);
        using HttpFeed feed = Feed();
        var search = new PackageSearch(feed);
        Assert.Contains("the feed gave Acme.Clock 1.2.0", Refused(RefusalCode.FeedInvalid, () => search.Find(["Acme.Clock"])));
        Assert.Contains("the feed gave Acme.Clock 1.0.0", Refused(RefusalCode.FeedInvalid, () => search.Find(["Acme.Nic"])));
        Assert.False(Directory.Exists(_folder["fetched"]));
    }

    [Fact]
    public void A_list_that_promises_what_is_not_there_is_told()
    {
        _server.Add(Clock);
        _server.FurtherVersions.Add("9.0.0");
        using HttpFeed feed = Feed();
        Assert.Contains("lists version 9.0.0 and does not have it", Refused(RefusalCode.PackageNotFound, () => new PackageSearch(feed).Find(["Acme.Clock"])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"version":"2.0.0","resources":[]}""")]
    [InlineData("""{"version":"3.0.0","resources":[]}""")]
    [InlineData("""{"version":"3.0.0","resources":{}}""")]
    [InlineData("""{"version":"3.0.0","resources":[{"@id":"file:///etc/passwd","@type":"PackageBaseAddress/3.0.0"}]}""")]
    [InlineData("""{"version":"3.0.0","resources":[{"@id":7,"@type":"PackageBaseAddress/3.0.0"},3]}""")]
    public void An_index_that_is_none_is_refused(string index)
    {
        _server.Lie("v3/index.json", response => response.OutputStream.Write(Encoding.UTF8.GetBytes(index)));
        using HttpFeed feed = Feed();
        Assert.Equal(RefusalCode.FeedInvalid, Refusal(() => feed.Versions("Acme.Clock")));
    }

    [Theory]
    [InlineData("file:///etc/passwd", RefusalCode.FeedInvalid)]
    [InlineData("ftp://example.org/", RefusalCode.FeedInvalid)]
    [InlineData("/v3/index.json", RefusalCode.FeedInvalid)]
    public void Redirections_go_to_addresses_and_not_in_circles(string place, RefusalCode code)
    {
        _server.Lie("v3/index.json", response => Redirect(response, place));
        using HttpFeed feed = Feed();
        Assert.Equal(code, Refusal(() => feed.Versions("Acme.Clock")));
    }

    [Fact]
    public void A_redirection_to_where_the_thing_is_is_followed()
    {
        _server.Add(Clock);
        _server.Lie("flat/acme.clock/1.0.0/acme.clock.1.0.0.nupkg", response => Redirect(response, "/elsewhere"));
        _server.Lie("elsewhere", response => response.OutputStream.Write(Clock));
        using HttpFeed feed = Feed();
        Assert.Equal(Clock, Found(new PackageSearch(feed), "Acme.Clock"));
    }

    [Fact]
    public void An_endless_answer_ends()
    {
        _server.Lie("flat/acme.clock/index.json", response =>
        {
            response.SendChunked = true;
            var block = new byte[1 << 20];
            while (true)
                response.OutputStream.Write(block);
        });
        _server.Lie("flat/acme.nic/index.json", response => response.ContentLength64 = 1L << 40);
        using HttpFeed feed = Feed();
        Assert.Contains("longer than", Refused(RefusalCode.FeedInvalid, () => feed.Versions("Acme.Clock")));
        Assert.Contains("longer than", Refused(RefusalCode.FeedInvalid, () => feed.Versions("Acme.Nic")));
    }

    [Fact]
    public void A_slow_or_silent_answer_ends()
    {
        using var over = new ManualResetEventSlim();
        _server.Lie("flat/acme.clock/index.json", response =>
        {
            response.SendChunked = true;
            response.OutputStream.WriteByte((byte)'{');
            response.OutputStream.Flush();
            over.Wait();
        });
        _server.Lie("flat/acme.nic/index.json", response =>
        {
            response.SendChunked = true;
            while (!over.Wait(100))
            {
                response.OutputStream.WriteByte((byte)' ');
                response.OutputStream.Flush();
            }
        });
        using HttpFeed feed = Feed(new HttpFeedOptions { AllowsInsecureConnections = true, Patience = TimeSpan.FromSeconds(4), Silence = TimeSpan.FromSeconds(2) });
        Assert.Contains("nothing came for 2 s", Refused(RefusalCode.FeedUnavailable, () => feed.Versions("Acme.Clock")));
        Assert.Contains("not complete after 4 s", Refused(RefusalCode.FeedUnavailable, () => feed.Versions("Acme.Nic")));
        over.Set();
    }

    [Fact]
    public void What_is_packed_cut_short_or_an_error_is_told()
    {
        _server.Lie("flat/packed/index.json", response =>
        {
            response.AddHeader("Content-Encoding", "gzip");
            response.OutputStream.WriteByte(0x1F);
        });
        _server.Lie("flat/broken/index.json", response => response.StatusCode = 503);
        _server.Lie("flat/acme.clock/index.json", response => response.OutputStream.Write("""{"versions":["1.0.0"]}"""u8));
        _server.Lie("flat/acme.clock/1.0.0/acme.clock.1.0.0.nupkg", response => response.OutputStream.Write(Clock.AsSpan(0, Clock.Length - 100)));
        using HttpFeed feed = Feed();
        Assert.Equal(RefusalCode.FeedInvalid, Refusal(() => feed.Versions("packed")));
        Assert.Contains("503", Refused(RefusalCode.FeedUnavailable, () => feed.Versions("broken")));
        Assert.Equal(RefusalCode.ZipBroken, Refusal(() => new PackageSearch(feed).Find(["Acme.Clock"])));
        using var nobody = new HttpFeed(new Uri("http://127.0.0.1:9/"), _folder["fetched"], new HttpFeedOptions { AllowsInsecureConnections = true });
        Assert.Equal(RefusalCode.FeedUnavailable, Refusal(() => nobody.Versions("Acme.Clock")));
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_not_heard()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task server = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            using var stream = new SslStream(client.GetStream());
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await stream.AuthenticateAsServerAsync(certificate);
                // TLS 1.3 lets the client say no after the server is done.
                Assert.NotEqual(0, await stream.ReadAsync(new byte[1]));
            });
        });
        using var feed = new HttpFeed(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v3/index.json"), _folder["fetched"], new HttpFeedOptions());
        Assert.Contains("certificate", Refused(RefusalCode.FeedUnavailable, () => feed.Versions("Acme.Clock")));
        await server.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private HttpFeed Feed(HttpFeedOptions? options = null) => new(_server.Index, _folder["fetched"], options ?? new HttpFeedOptions { AllowsInsecureConnections = true });

    private static byte[] Found(PackageSearch search, string word) => File.ReadAllBytes(Assert.Single(search.Find([word])));

    private static void Redirect(HttpListenerResponse response, string place)
    {
        response.StatusCode = 302;
        response.AddHeader("Location", place);
    }

    private LockFile Locked(byte[] package)
    {
        DriverPackage read = PackageReader.Read(package);
        File.WriteAllText(_folder["lock"], $$"""{"format":1,"trust":[],"policy":[],"packages":[{"id":"{{read.Id}}","version":"{{read.Version}}","sha256":"{{read.Sha256}}"}]}""");
        return LockFile.Load(_folder["lock"]);
    }

    private static string Refused(RefusalCode code, Func<object> action)
    {
        var refused = Assert.Throws<RefusedException>(() => action());
        Assert.Equal(code, refused.Code);
        return refused.Message;
    }

    private static RefusalCode Refusal(Func<object> action) => Assert.Throws<RefusedException>(() => action()).Code;
}
