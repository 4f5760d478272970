namespace Singular.Manifests;

/// <summary>Turns what a person names (files, folders, <c>NAME</c>, <c>NAME@VERSION</c>, <c>NAME@RANGE</c>) into package files.</summary>
/// <param name="feed">Where names are looked up; null where none was given.</param>
public sealed class PackageSearch(IPackageFeed? feed)
{
    /// <summary>Versions of one package that are looked at for a provider, the newest first.</summary>
    private const int MaxProviderVersions = 8;

    /// <summary>Gives the files in the order in which they were named, each once.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>PackageNotFound</c>.</exception>
    public IReadOnlyList<string> Find(IEnumerable<string> words) => [.. words.SelectMany(FindOne).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];

    /// <summary>Adds to a set of files the packages of the feed that serve what the set imports and nobody there or installed
    /// provides. Which one is right is pinned by the contract's hash in the importer's manifest.</summary>
    /// <exception cref="RefusedException"><c>ProviderAmbiguous</c> where several packages would do.</exception>
    public IReadOnlyList<string> WithProviders(IReadOnlyList<string> files, InstalledSet installed)
    {
        if (feed is null)
            return files;
        List<string> all = [.. files];
        List<DriverManifest> present = [.. installed.Drivers.Select(driver => driver.Manifest), .. files.Select(Manifest)];
        var wanted = new Queue<DriverManifest>(present.Skip(installed.Drivers.Count));
        while (wanted.TryDequeue(out DriverManifest? importer))
        {
            foreach (ImportedContract import in importer.Imports.Where(import => !present.Any(manifest => manifest.Provides.Name == import.Contract.Name && manifest.Provides.Major == import.Contract.Major)))
            {
                if (Provider(importer, import) is not { } provider)
                    continue;
                all.Add(provider);
                DriverManifest manifest = Manifest(provider);
                present.Add(manifest);
                wanted.Enqueue(manifest);
            }
        }
        return all;
    }

    /// <summary>The newer versions that the feed has of installed drivers.</summary>
    /// <param name="installed">What is installed.</param>
    /// <param name="names">Only these; all where none are named.</param>
    /// <exception cref="RefusedException"><c>NotInstalled</c>, <c>PackageNotFound</c>.</exception>
    public IReadOnlyList<string> Upgrades(InstalledSet installed, IReadOnlyList<string> names)
    {
        IPackageFeed source = Feed(names.Count > 0 ? names[0] : "upgrade");
        foreach (string name in names)
        {
            if (installed.Find(name) is null)
                throw new RefusedException(RefusalCode.NotInstalled, name, "no driver of this name is installed", "see singular list");
            if (source.Versions(name).Count == 0)
                throw NoSuchPackage(source, name);
        }
        var files = new List<string>();
        foreach (InstalledDriver driver in installed.Drivers.Where(driver => names.Count == 0 || names.Contains(driver.Manifest.Id)))
        {
            SemanticVersion[] newer = [.. NewestFirst(source.Versions(driver.Manifest.Id).Where(version => version > driver.Manifest.Version))];
            if (newer.Length > 0)
                files.Add(File(source, driver.Manifest.Id, newer[0]));
        }
        return files;
    }

    /// <summary>The files of the feed that may hold a lock file's packages, and those named beside.</summary>
    /// <exception cref="RefusedException">The feed cannot be read.</exception>
    public IReadOnlyList<string> Locked(LockFile file, IReadOnlyList<string> named)
    {
        IReadOnlyList<LockedPackage> missing = file.Missing(named);
        return [.. named, .. missing.SelectMany(package => feed?.Files(package.Id, package.Version) ?? [])];
    }

    private IEnumerable<string> FindOne(string word)
    {
        if (System.IO.File.Exists(word))
            return [word];
        if (Directory.Exists(word))
        {
            string[] files = [.. Directory.EnumerateFiles(word, "*.nupkg").Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new RefusedException(RefusalCode.PackageNotFound, word, "the folder has no packages", "name a folder with .nupkg files");
        }
        int at = word.IndexOf('@');
        string name = at < 0 ? word : word[..at];
        if (!NameRules.IsPackageId(name) || word.EndsWith(".nupkg", StringComparison.Ordinal))
            throw new RefusedException(RefusalCode.FileMissing, word, "there is no such file or folder, and it is no package's name", "check the path");
        VersionRange? range = null;
        if (at >= 0)
        {
            if (!VersionRange.TryParse(word[(at + 1)..], out VersionRange given) && !VersionRange.TryParseInterval(word[(at + 1)..], out given))
                throw new RefusedException(RefusalCode.PackageNotFound, word, $"'{word[(at + 1)..]}' is no version and no range of versions", "write NAME@1.2.3, NAME@>=1.0&<2.0 or NAME@[1.0,2.0)");
            range = given;
        }
        IPackageFeed source = Feed(word);
        IReadOnlyList<SemanticVersion> versions = source.Versions(name);
        if (versions.Count == 0)
            throw NoSuchPackage(source, name);
        SemanticVersion[] wanted = [.. NewestFirst(versions.Where(version => range is null || range.Contains(version)))];
        if (wanted.Length == 0)
            throw new RefusedException(RefusalCode.PackageNotFound, name, $"the feed {source.Name} has no version {range}", $"it has {string.Join(", ", versions.Order())}");
        return [File(source, name, wanted[0])];
    }

    // One that is no release only where there is no other.
    private static IEnumerable<SemanticVersion> NewestFirst(IEnumerable<SemanticVersion> versions) =>
        versions.OrderByDescending(version => version.Prerelease.Length == 0).ThenByDescending(version => version);

    private static string File(IPackageFeed source, string id, SemanticVersion version) => source.Files(id, version) is [string first, ..]
        ? first
        : throw new RefusedException(RefusalCode.PackageNotFound, id, $"the feed {source.Name} lists version {version} and does not have it", "try again, or name another version");

    private static RefusedException NoSuchPackage(IPackageFeed source, string id) =>
        new(RefusalCode.PackageNotFound, id, $"the feed {source.Name} has no package of this name", "check the name, or name the feed with --source");

    private IPackageFeed Feed(string where) =>
        feed ?? throw new RefusedException(RefusalCode.PackageNotFound, where, "there is no such file, and no feed to look in for a package of this name", "name a folder with packages or a feed's address with --source");

    private string? Provider(DriverManifest importer, ImportedContract import)
    {
        var fitting = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string id in feed!.MayProvide(import.Contract.Name))
        {
            string? file = NewestFirst(feed.Versions(id)).Take(MaxProviderVersions).SelectMany(version => feed.Files(id, version))
                .FirstOrDefault(candidate => Serves(Manifest(candidate), import.Contract));
            if (file is not null)
                fitting[id] = file;
        }
        return fitting.Count switch
        {
            0 => null,
            1 => fitting.Values.Single(),
            _ => throw new RefusedException(RefusalCode.ProviderAmbiguous, importer.Id, $"{import.Parameter} takes {import.Contract}, which {string.Join(" and ", fitting.Keys.Order(StringComparer.Ordinal))} of the feed provide", "name the one that you want, too"),
        };
    }

    private static bool Serves(DriverManifest provider, ContractReference wanted) =>
        provider.Provides.Name == wanted.Name && provider.Provides.Major == wanted.Major
        && (provider.Provides.Minor > wanted.Minor || (provider.Provides.Minor == wanted.Minor && provider.Provides.Hash == wanted.Hash));

    private static DriverManifest Manifest(string path) => PackageReader.Read(PackageReader.ReadFile(path)).Manifest;
}
