namespace Singular.Manifests;

/// <summary>A package file of a feed, by its name.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Id">Package id as the file's name has it; feeds may write it in lower case.</param>
/// <param name="Version">Package version.</param>
public sealed record FeedPackage(string Path, string Id, SemanticVersion Version)
{
    /// <summary>Reads <c>ID.VERSION.nupkg</c>: the version begins at the first dot behind which there is one.</summary>
    public static bool TryParse(string path, out FeedPackage? package)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        for (int dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (SemanticVersion.TryParse(name[(dot + 1)..], out SemanticVersion version) && NameRules.IsPackageId(name[..dot]))
            {
                package = new FeedPackage(path, name[..dot], version);
                return true;
            }
        }
        package = null;
        return false;
    }
}
