using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>What a listing has to give: every entry once, in whatever order they are stored.</summary>
internal sealed class DirectoryModel(FileTree tree, FileTree.Node directory) : IDirectory, IModelJudge
{
    private readonly List<FileTree.Node> _left = [.. directory.Children];
    private readonly int _version = directory.Version;

    public Result<DirectoryEntry, FileError> Next()
    {
        // What a listing gives of a directory that changes meanwhile, nobody says.
        if (directory.Version != _version || tree.IsLost)
            throw new NotSupportedException("The directory has changed.");
        return _left.Count == 0 ? FileError.EndOfDirectory : new DirectoryEntry("", default);
    }

    public void Close() => directory.Uses--;

    public bool Accepts(ModelComparison comparison)
    {
        if (tree.IsFailing && comparison.Actual.Value is Result<DirectoryEntry, FileError> { IsOk: false })
            return true;
        if (comparison.Actual.Value is not Result<DirectoryEntry, FileError> { IsOk: true, Value: var entry })
            return false;
        // Entries of paths that nobody follows may be there too, and a file may be vague after the volume was full.
        FileTree.Node? node = _left.Find(left => left.Name == entry.Name);
        if (node is null)
            return !directory.Children.Exists(child => child.Name == entry.Name) && !tree.Knows("/" + entry.Name);
        _left.Remove(node);
        return node.IsVague || entry.Status == node.Status;
    }
}
