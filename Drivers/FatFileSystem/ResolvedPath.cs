using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Where a path leads.</summary>
internal readonly struct ResolvedPath
{
    private ResolvedPath(FileError? error, DirectoryTable? parent, string name, DirectoryItem? item)
    {
        Error = error;
        Parent = parent;
        Name = name;
        Item = item;
    }

    /// <summary>Why it leads nowhere; null when at least the parent directory is there.</summary>
    public FileError? Error { get; }

    /// <summary>The directory that holds the last name; null for the root.</summary>
    public DirectoryTable? Parent { get; }

    /// <summary>The last name.</summary>
    public string Name { get; }

    /// <summary>What has that name; null when nothing has.</summary>
    public DirectoryItem? Item { get; }

    /// <summary>Follows a path from the root.</summary>
    public static ResolvedPath Of(FatVolume volume, string path)
    {
        if (path.Length == 0 || path[0] != '/')
            return Failure(FileError.InvalidName);
        if (path.Length == 1)
            return new ResolvedPath(null, null, path, null);

        DirectoryTable parent = volume.Root;
        int start = 1;
        while (true)
        {
            int slash = path.IndexOf('/', start);
            string name = slash < 0 ? path.Substring(start) : path.Substring(start, slash - start);
            if (!FileName.IsValid(name))
                return Failure(FileError.InvalidName);
            DirectoryItem? item = parent.Find(name);
            if (slash < 0)
                return new ResolvedPath(null, parent, name, item);
            if (item is null)
                return Failure(FileError.NotFound);
            if (!item.IsDirectory)
                return Failure(FileError.NotADirectory);
            parent = volume.Open(item);
            start = slash + 1;
        }
    }

    private static ResolvedPath Failure(FileError error) => new(error, null, "", null);
}
