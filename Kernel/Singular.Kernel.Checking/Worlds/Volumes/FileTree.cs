using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>What should be on a volume: a tree in memory.</summary>
/// <param name="paths">The paths that are followed; nothing is known of others.</param>
/// <param name="kind">The volume.</param>
/// <param name="now">The time.</param>
internal sealed class FileTree(IReadOnlyCollection<string> paths, VolumeKind kind, Func<CalendarTime> now)
{
    /// <summary>Less room than this is left: what succeeds and what does not is the driver's to say.</summary>
    private const int Reserve = 100_000;

    /// <summary>Names that no FAT volume can store (fatgen103, "Long Directory Entries"), and paths that are none.</summary>
    internal static IReadOnlyList<string> Impossible { get; } =
        ["/a*b", "/bad?", "/a<b", "/a>b", "/a|b", "/a\\b", "/a:b", "/a\"b", "/tab\t", "/trailing.", "/trailing ", "//", "", "relative", "/\ud800", "/\udc00x", "/\ud83d\ud83d", "/" + new string('n', 256)];

    private readonly HashSet<string> _paths = [.. paths];

    internal Node Root { get; } = new("", isDirectory: true, default);

    internal CalendarTime Now => now();

    internal VolumeKind Kind { get; } = kind;

    /// <summary>The disk gives and takes nothing now.</summary>
    internal bool IsFailing { get; set; }

    /// <summary>Something happened to files that are not followed, or not any more, so that how full the volume is is not known.</summary>
    internal bool HasUnfollowed { get; set; }

    /// <summary>There was little room, or a file may have been reached by a name that the driver chose: what is on the volume is not known any more.</summary>
    internal bool IsForgotten { get; set; }

    /// <summary>A change was promised while the disk took none; nobody knows what is on the volume.</summary>
    internal bool IsLost { get; set; }

    /// <summary>Room for some more bytes there is for sure.</summary>
    internal bool HasRoomFor(long bytes) => Used(Root) + bytes < Kind.Clusters * Kind.ClusterSize - Reserve;

    internal bool Knows(string path) => _paths.Contains(path);

    /// <summary>Finds what a path means.</summary>
    /// <returns>Why it means nothing, else its parent, its name and what is there; the root has no parent.</returns>
    internal (FileError? Error, Node? Parent, string Name, Node? Node) Resolve(string path)
    {
        Node? parent = null;
        Node? node = Root;
        string name = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is null)
                return (FileError.NotFound, null, "", null);
            if (!node.IsDirectory)
                return (FileError.NotADirectory, null, "", null);
            parent = node;
            name = part;
            node = parent.Children.Find(child => child.Name.Equals(part, StringComparison.OrdinalIgnoreCase) || part.Equals(child.Alias, StringComparison.OrdinalIgnoreCase));
        }
        return (null, parent, name, node);
    }

    /// <summary>Nothing is open any more.</summary>
    internal void CloseAll() => Root.CloseAll();

    // Each file ends in the middle of a cluster; each directory has clusters of its own.
    private long Used(Node node) => (node.SoundBytes is null ? node.Contents.Length : 0) + Kind.ClusterSize + 2_048 + node.Children.Sum(Used);

    /// <summary>A file or directory.</summary>
    internal sealed class Node(string name, bool isDirectory, CalendarTime modified)
    {
        internal string Name { get; } = name;

        internal bool IsDirectory { get; } = isDirectory;

        internal CalendarTime Modified { get; set; } = modified;

        internal List<Node> Children { get; } = [];

        internal byte[] Contents { get; set; } = [];

        /// <summary>Another name that finds it; null where it has none.</summary>
        internal string? Alias { get; init; }

        internal bool IsReadOnly { get; set; }

        /// <summary>Of a damaged file the bytes from the start that can be read; null where all can.</summary>
        internal int? SoundBytes { get; init; }

        /// <summary>Its clusters lead nowhere, so that they cannot be freed.</summary>
        internal bool IsEndless { get; set; }

        /// <summary>Its entry alone shows the damage, so that a driver may refuse to open it.</summary>
        internal bool IsDoubtful { get; set; }

        /// <summary>How often it is open or listed.</summary>
        internal int Uses { get; set; }

        /// <summary>Changes of the directory's entries.</summary>
        internal int Version { get; set; }

        /// <summary>The volume was full in the middle of something: what is in the file is not known.</summary>
        internal bool IsVague { get; set; }

        internal FileStatus Status => new(IsDirectory, IsReadOnly, Contents.Length, Modified);

        internal void CloseAll()
        {
            Uses = 0;
            Children.ForEach(child => child.CloseAll());
        }
    }
}
