namespace Singular.Manifests;

/// <summary>A folder with packages: all in one, or <c>id/version/id.version.nupkg</c>, as NuGet's local feeds are.</summary>
public sealed class FolderFeed : IPackageFeed
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

    public string Name => _folder;

    public IReadOnlyList<SemanticVersion> Versions(string id) => [.. Packages.Where(package => IsNamed(package, id)).Select(package => package.Version).Distinct()];

    public IReadOnlyList<string> Files(string id, SemanticVersion version) =>
        [.. Packages.Where(package => IsNamed(package, id) && package.Version == version).Select(package => package.Path)];

    /// <summary>All ids: only the packages themselves say what they provide.</summary>
    public IReadOnlyList<string> MayProvide(string contract) => [.. Packages.Select(package => package.Id).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static bool IsNamed(FeedPackage package, string id) => string.Equals(package.Id, id, StringComparison.OrdinalIgnoreCase);

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
