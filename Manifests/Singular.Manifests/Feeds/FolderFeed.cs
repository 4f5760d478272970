namespace Singular.Manifests;

/// <summary>A folder with packages: all in one, or <c>id/version/id.version.nupkg</c>, as NuGet's local feeds are.</summary>
public sealed class FolderFeed
{
    /// <summary>Folders below the feed's own, as <c>id/version</c> has them.</summary>
    private const int MaxDepth = 2;

    private readonly string _folder;
    private readonly Lazy<List<FeedPackage>> _packages;

    public FolderFeed(string folder)
    {
        _folder = folder;
        _packages = new(Find);
    }

    /// <summary>All packages whose files are named as packages are.</summary>
    /// <exception cref="RefusedException"><c>FileMissing</c>, <c>FileUnreadable</c>.</exception>
    public IReadOnlyList<FeedPackage> Packages => _packages.Value;

    /// <summary>The newest package of a name; one that is no release only where there is no other.</summary>
    /// <param name="id">Package id, in either case.</param>
    /// <param name="version">The one version that is wanted; null for the newest.</param>
    /// <exception cref="RefusedException"><c>PackageNotFound</c>.</exception>
    public FeedPackage Newest(string id, SemanticVersion? version)
    {
        FeedPackage[] found = [.. Packages.Where(package => string.Equals(package.Id, id, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
            throw new RefusedException(RefusalCode.PackageNotFound, id, $"the feed {_folder} has no package of this name", "check the name, or name the feed with --source");
        FeedPackage? wanted = version is { } exact
            ? found.FirstOrDefault(package => package.Version == exact)
            : found.OrderByDescending(package => package.Version.Prerelease.Length == 0).ThenByDescending(package => package.Version).First();
        return wanted ?? throw new RefusedException(RefusalCode.PackageNotFound, id, $"the feed {_folder} has no version {version}", $"it has {string.Join(", ", found.Select(package => package.Version).Order())}");
    }

    private List<FeedPackage> Find()
    {
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth, IgnoreInaccessible = false };
            var packages = new List<FeedPackage>();
            foreach (string path in Directory.EnumerateFiles(_folder, "*.nupkg", options).Order(StringComparer.Ordinal))
            {
                if (FeedPackage.TryParse(path, out FeedPackage? package))
                    packages.Add(package!);
            }
            return packages;
        }
        catch (DirectoryNotFoundException)
        {
            throw new RefusedException(RefusalCode.FileMissing, _folder, "there is no such folder", "name the feed with --source");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalCode.FileUnreadable, _folder, $"the feed cannot be read: {error.Message.TrimEnd('.')}", "check who may read it");
        }
    }
}
