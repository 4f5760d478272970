namespace Singular.Manifests;

/// <summary>A feed behind an address that speaks version 3 of NuGet's protocol: a service index that names the other addresses, lists
/// of versions, packages, and a search where the feed has one.</summary>
public sealed class HttpFeed : IPackageFeed, IDisposable
{
    private const string PackagesResource = "PackageBaseAddress/3.0.0";

    // The same query under each of these names; servers have one or the other.
    private static readonly string[] SearchResources = ["SearchQueryService", "SearchQueryService/3.0.0-beta", "SearchQueryService/3.0.0-rc", "SearchQueryService/3.5.0"];

    /// <summary>Bytes of a service index or a search's answer; those of public feeds have some tens of thousands.</summary>
    private const int MaxListBytes = 4 << 20;

    /// <summary>Packages that a search for a contract's providers asks for.</summary>
    private const int MaxFound = 20;

    private readonly Uri _index;
    private readonly string _folder;
    private readonly HttpFeedOptions _options;
    private readonly FeedConnection _connection;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _resources;
    private readonly Dictionary<string, IReadOnlyList<SemanticVersion>> _versions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="index">Address of the service index.</param>
    /// <param name="folder">Where fetched packages are put; made when needed. They are fetched anew each time.</param>
    /// <param name="options">What is allowed and how long it is waited.</param>
    /// <exception cref="RefusedException"><c>FeedInsecure</c>, <c>FeedInvalid</c>: the address is not to be asked.</exception>
    public HttpFeed(Uri index, string folder, HttpFeedOptions options)
    {
        _index = index;
        _folder = folder;
        _options = options;
        _connection = new FeedConnection(options);
        _connection.Check(index, "--source");
        _resources = new(() => FeedAnswer.Resources(_index, _connection.Get(_index, MaxListBytes, _options.Patience)
            ?? throw FeedConnection.Invalid(_index, "there is nothing at this address")));
    }

    public string Name => _index.ToString();

    public void Dispose() => _connection.Dispose();

    public IReadOnlyList<SemanticVersion> Versions(string id)
    {
        if (_versions.TryGetValue(id, out IReadOnlyList<SemanticVersion>? known))
            return known;
        if (!NameRules.IsPackageId(id))
            return [];
        var address = new Uri(Packages(), $"{id.ToLowerInvariant()}/index.json");
        var versions = new HashSet<SemanticVersion>();
        if (_connection.Get(address, MaxListBytes, _options.Patience) is { } answer)
        {
            // A version of four numbers, which NuGet has and drivers do not, is nobody's here.
            foreach (string text in FeedAnswer.Texts(address, answer, "versions"))
            {
                if (SemanticVersion.TryParse(text, out SemanticVersion version))
                    versions.Add(version);
            }
        }
        return _versions[id] = [.. versions];
    }

    public IReadOnlyList<string> Files(string id, SemanticVersion version)
    {
        string key = $"{id}.{version}";
        if (_files.TryGetValue(key, out string? known))
            return [known];
        if (!NameRules.IsPackageId(id))
            return [];
        string name = key.ToLowerInvariant();
        var address = new Uri(Packages(), $"{id.ToLowerInvariant()}/{version.ToString().ToLowerInvariant()}/{name}.nupkg");
        if (_connection.Get(address, PackageLimits.MaxPackageBytes, _options.PackagePatience) is not { } package)
            return [];
        // Feeds write names and versions in lower case; the package has them as its author does.
        DriverManifest manifest = PackageReader.Read(package).Manifest;
        if (!string.Equals($"{manifest.Id}.{manifest.Version}", key, StringComparison.OrdinalIgnoreCase))
            throw FeedConnection.Invalid(address, $"the feed gave {manifest.Id} {manifest.Version} where {id} {version} was asked for");
        return [_files[key] = Keep(PackageWriter.FileName(manifest), package)];
    }

    /// <summary>What the feed's search finds by the contract's name, with which packages are tagged; nothing where it has no search.</summary>
    public IReadOnlyList<string> MayProvide(string contract)
    {
        if (SearchResources.Select(_resources.Value.GetValueOrDefault).FirstOrDefault(found => found is not null) is not { } search)
            return [];
        Uri service = Resource(search);
        var address = new UriBuilder(service) { Query = $"q={Uri.EscapeDataString(contract)}&skip=0&take={MaxFound}&prerelease=true&semVerLevel=2.0.0" }.Uri;
        return _connection.Get(address, MaxListBytes, _options.Patience) is { } answer
            ? [.. FeedAnswer.Ids(address, answer).Where(NameRules.IsPackageId).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxFound)]
            : [];
    }

    private Uri Packages() => Folder(_resources.Value.GetValueOrDefault(PackagesResource)
        ?? throw FeedConnection.Invalid(_index, $"the service index has no {PackagesResource}, so packages cannot be fetched"));

    // What is put behind an address replaces its last part where that does not end in a slash.
    private Uri Folder(string named) => Resource(named.EndsWith('/') ? named : named + "/");

    private Uri Resource(string named)
    {
        if (!Uri.TryCreate(_index, named, out Uri? address))
            throw FeedConnection.Invalid(_index, "the service index names an address that is none");
        _connection.Check(address, _index.ToString());
        return address;
    }

    private string Keep(string name, byte[] package)
    {
        Directory.CreateDirectory(_folder);
        string path = Path.Combine(_folder, name);
        string unfinished = $"{path}.{Environment.ProcessId}.unfinished";
        File.WriteAllBytes(unfinished, package);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }
}
