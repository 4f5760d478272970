namespace Singular.Manifests;

/// <summary>Turns what a person names (files, folders, <c>NAME</c>, <c>NAME@VERSION</c>) into package files.</summary>
/// <param name="feed">Where names are looked up; null where none was given.</param>
public sealed class PackageSearch(FolderFeed? feed)
{
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
        FolderFeed source = Feed(names.Count > 0 ? names[0] : "upgrade");
        foreach (string name in names)
        {
            if (installed.Find(name) is null)
                throw new RefusedException(RefusalCode.NotInstalled, name, "no driver of this name is installed", "see singular list");
            source.Newest(name, null);
        }
        var files = new List<string>();
        foreach (InstalledDriver driver in installed.Drivers.Where(driver => names.Count == 0 || names.Contains(driver.Manifest.Id)))
        {
            FeedPackage? newest = source.Packages
                .Where(package => string.Equals(package.Id, driver.Manifest.Id, StringComparison.OrdinalIgnoreCase) && package.Version > driver.Manifest.Version)
                .OrderByDescending(package => package.Version.Prerelease.Length == 0).ThenByDescending(package => package.Version).FirstOrDefault();
            if (newest is not null)
                files.Add(newest.Path);
        }
        return files;
    }

    private IEnumerable<string> FindOne(string word)
    {
        if (File.Exists(word))
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
        SemanticVersion? version = null;
        if (at >= 0)
        {
            if (!SemanticVersion.TryParse(word[(at + 1)..], out SemanticVersion exact))
                throw new RefusedException(RefusalCode.PackageNotFound, word, $"'{word[(at + 1)..]}' is no version", "write NAME@1.2.3");
            version = exact;
        }
        return [Feed(word).Newest(name, version).Path];
    }

    private FolderFeed Feed(string where) =>
        feed ?? throw new RefusedException(RefusalCode.PackageNotFound, where, "there is no such file, and no feed to look in for a package of this name", "name a folder with packages with --source");

    private string? Provider(DriverManifest importer, ImportedContract import)
    {
        var fitting = new Dictionary<string, FeedPackage>(StringComparer.OrdinalIgnoreCase);
        foreach (FeedPackage package in feed!.Packages.OrderBy(package => package.Version))
        {
            if (Serves(Manifest(package.Path), import.Contract))
                fitting[package.Id] = package;
        }
        return fitting.Count switch
        {
            0 => null,
            1 => fitting.Values.Single().Path,
            _ => throw new RefusedException(RefusalCode.ProviderAmbiguous, importer.Id, $"{import.Parameter} takes {import.Contract}, which {string.Join(" and ", fitting.Keys.Order(StringComparer.Ordinal))} of the feed provide", "name the one that you want, too"),
        };
    }

    private static bool Serves(DriverManifest provider, ContractReference wanted) =>
        provider.Provides.Name == wanted.Name && provider.Provides.Major == wanted.Major
        && (provider.Provides.Minor > wanted.Minor || (provider.Provides.Minor == wanted.Minor && provider.Provides.Hash == wanted.Hash));

    private static DriverManifest Manifest(string path) => PackageReader.Read(PackageReader.ReadFile(path)).Manifest;
}
