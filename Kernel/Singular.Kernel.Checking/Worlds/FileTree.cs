using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>What should be on a volume: a tree in memory.</summary>
/// <param name="paths">The paths that are followed; nothing is known of others.</param>
/// <param name="now">The time.</param>
internal sealed class FileTree(IReadOnlyCollection<string> paths, Func<CalendarTime> now)
{
    /// <summary>Less room than this is left: what succeeds and what does not is the driver's to say.</summary>
    private const int Reserve = 100_000;

    // The volume holds about this much; it need not be exact.
    private const int Capacity = 2_200_000;

    private readonly HashSet<string> _paths = [.. paths];

    internal Node Root { get; } = new("", isDirectory: true, default);

    internal CalendarTime Now => now();

    /// <summary>Room for some more bytes there is for sure.</summary>
    internal bool HasRoomFor(long bytes) => Used(Root) + bytes < Capacity - Reserve;

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
            node = parent.Children.Find(child => child.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
        }
        return (null, parent, name, node);
    }

    /// <summary>Nothing is open any more.</summary>
    internal void CloseAll() => Root.CloseAll();

    // Each file ends in the middle of a cluster; each directory has clusters of its own.
    private static long Used(Node node) => node.Contents.Length + 2_048 + node.Children.Sum(Used);

    /// <summary>A file or directory.</summary>
    internal sealed class Node(string name, bool isDirectory, CalendarTime modified)
    {
        internal string Name { get; } = name;

        internal bool IsDirectory { get; } = isDirectory;

        internal CalendarTime Modified { get; set; } = modified;

        internal List<Node> Children { get; } = [];

        internal byte[] Contents { get; set; } = [];

        /// <summary>How often it is open or listed.</summary>
        internal int Uses { get; set; }

        /// <summary>Changes of the directory's entries.</summary>
        internal int Version { get; set; }

        /// <summary>The volume was full in the middle of something: what is in the file is not known.</summary>
        internal bool IsVague { get; set; }

        internal FileStatus Status => new(IsDirectory, false, Contents.Length, Modified);

        internal void CloseAll()
        {
            Uses = 0;
            Children.ForEach(child => child.CloseAll());
        }
    }
}
