namespace Singular.Manifests;

/// <summary>Which entries a driver package may have.</summary>
internal static class PackagePaths
{
    public const string ContentTypes = "[Content_Types].xml";
    public const string Relationships = "_rels/.rels";
    public const string Manifest = "singular/manifest.json";

    /// <summary>Where the driver's assembly and its private dependencies lie: one target framework only.</summary>
    public const string Library = "lib/net9.0/";

    private const string CoreProperties = "package/services/metadata/core-properties/";

    // Folders whose contents NuGet or MSBuild runs or loads on the machine of whoever references the package.
    private static readonly string[] Forbidden = ["build", "buildTransitive", "buildMultiTargeting", "buildCrossTargeting", "tools", "analyzers", "content", "contentFiles", "runtimes"];

    /// <exception cref="RefusedException">A path is unsafe, forbidden, unknown or there twice.</exception>
    public static void Check(List<ZipRecord> records)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ZipRecord record in records)
        {
            CheckSafe(record.Name);
            if (!seen.Add(record.Name))
                throw new RefusedException(RefusalCode.EntryDuplicate, record.Name, "two entries have this name, upper and lower case taken as equal", "keep one");
            CheckAllowed(record.Name);
        }
    }

    private static void CheckSafe(string path)
    {
        foreach (char c in path)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '+' or '/' or '[' or ']'))
                throw Unsafe(path, "a character that package paths do not have");
        }
        foreach (string part in path.Split('/'))
        {
            if (part.Length == 0 || part is "." or ".." || part[^1] == '.')
                throw Unsafe(path, "the path is absolute, leaves the package, is a folder or has a part that is empty or ends with a dot");
        }
    }

    private static void CheckAllowed(string path)
    {
        int slash = path.IndexOf('/');
        string folder = slash < 0 ? "" : path[..slash];
        if (Forbidden.Contains(folder, StringComparer.OrdinalIgnoreCase))
        {
            throw new RefusedException(RefusalCode.EntryForbiddenFolder, path, $"the folder {folder} is acted upon by tools on the machine of whoever references the package",
                "leave the folder out of the package");
        }
        if (!IsAllowed(path, slash < 0))
        {
            throw new RefusedException(RefusalCode.EntryUnexpected, path, "a driver package has no such entry",
                $"keep to {Library}*.dll, {Manifest}, the nuspec, and a licence, read-me or icon at the top");
        }
    }

    private static bool IsAllowed(string path, bool isAtTop)
    {
        if (path is ContentTypes or Relationships or Manifest)
            return true;
        string extension = Path.GetExtension(path);
        if (isAtTop)
            return path != ZipFormat.SignatureEntry && extension is ".nuspec" or ".md" or ".txt" or ".png";
        if (path.StartsWith(CoreProperties, StringComparison.Ordinal))
            return extension == ".psmdcp" && path.IndexOf('/', CoreProperties.Length) < 0;
        // An .xml file beside an assembly is its documentation.
        return path.StartsWith(Library, StringComparison.Ordinal) && extension is ".dll" or ".xml" && path.IndexOf('/', Library.Length) < 0;
    }

    private static RefusedException Unsafe(string path, string what) =>
        new(RefusalCode.EntryPathUnsafe, path, what, "rename the entry");
}
