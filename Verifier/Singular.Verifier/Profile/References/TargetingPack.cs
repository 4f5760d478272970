namespace Singular.Verifier.Profile.References;

/// <summary>Finds the platform's own reference assemblies among NuGet's unpacked packages or those of an SDK.</summary>
public static class TargetingPack
{
    private const string PackageId = "Microsoft.NETCore.App.Ref";

    /// <summary>The folder <c>ref/netX.Y</c> of the newest pack of that version of the platform, or null.</summary>
    /// <param name="platform">Major and minor number; builds are not told apart, since what they declare is the same.</param>
    /// <param name="packageFolders">NuGet's folder of packages, an SDK's folder <c>packs</c>.</param>
    public static string? Find(Version platform, IEnumerable<string> packageFolders)
    {
        foreach (string folder in packageFolders)
        {
            // NuGet writes the ids of unpacked packages in small letters, SDKs do not.
            foreach (string pack in (string[])[Path.Combine(folder, PackageId.ToLowerInvariant()), Path.Combine(folder, PackageId)])
            {
                if (Directory.Exists(pack) && Newest(pack, platform) is { } version)
                    return Path.Combine(version, "ref", $"net{platform.Major}.{platform.Minor}");
            }
        }

        return null;
    }

    private static string? Newest(string pack, Version platform) => Directory.GetDirectories(pack)
        .Select(path => (Path: path, Version: Version.TryParse(Path.GetFileName(path), out Version? version) ? version : null))
        .Where(p => p.Version is { } v && (v.Major, v.Minor) == (platform.Major, platform.Minor))
        .MaxBy(p => p.Version).Path;
}
