using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>What a file system has to give for the paths that are followed.</summary>
internal sealed class FileSystemModel(FileTree tree) : IFileSystem, IModelJudge
{
    public Result<FileStatus, FileError> Stat(string path)
    {
        (FileError? error, _, _, FileTree.Node? node) = Resolve(path);
        if (error is { } reason)
            return reason;
        return node is null ? FileError.NotFound : node.IsVague ? throw Unknown() : node.Status;
    }

    public Result<IFile, FileError> Open(string path, OpenMode mode)
    {
        (FileError? error, FileTree.Node? parent, string name, FileTree.Node? node) = Resolve(path);
        if ((error ?? WhyNotOpened(parent, node, mode)) is { } reason)
            return reason;
        if (node is null)
        {
            RequireRoom(4_096);
            node = new FileTree.Node(name, isDirectory: false, tree.Now);
            parent!.Children.Add(node);
            parent.Version++;
        }
        else if (mode == OpenMode.CreateOrTruncate)
        {
            node.Contents = [];
            node.Modified = tree.Now;
            node.IsVague = false;
        }
        node.Uses++;
        return Result<IFile, FileError>.Ok(new FileModel(tree, node, mode != OpenMode.Read));
    }

    public Result<IDirectory, FileError> OpenDirectory(string path)
    {
        (FileError? error, _, _, FileTree.Node? node) = Resolve(path);
        if (error is { } reason)
            return reason;
        if (node is null)
            return FileError.NotFound;
        if (!node.IsDirectory)
            return FileError.NotADirectory;
        node.Uses++;
        return Result<IDirectory, FileError>.Ok(new DirectoryModel(tree, node));
    }

    public Result<Done, FileError> CreateDirectory(string path)
    {
        (FileError? error, FileTree.Node? parent, string name, FileTree.Node? node) = Resolve(path);
        if (error is { } reason)
            return reason;
        if (node is not null)
            return FileError.AlreadyExists;
        RequireRoom(4_096);
        parent!.Children.Add(new FileTree.Node(name, isDirectory: true, tree.Now));
        parent.Version++;
        return new Done();
    }

    public Result<Done, FileError> Remove(string path)
    {
        (FileError? error, FileTree.Node? parent, _, FileTree.Node? node) = Resolve(path);
        if (error is { } reason)
            return reason;
        if (node is null)
            return FileError.NotFound;
        if (parent is null)
            return FileError.InUse;
        if (node.Children.Count > 0)
            return FileError.NotEmpty;
        if (node.Uses > 0)
            return FileError.InUse;
        parent.Children.Remove(node);
        parent.Version++;
        return new Done();
    }

    public Result<VolumeStatus, FileError> Volume() => new VolumeStatus("CHECKED", "FAT16", 0, 0);

    public Result<Done, FileError> Flush() => new Done();

    public bool Accepts(ModelComparison comparison) => comparison.Actual.Value switch
    {
        // How many clusters directories and ends of files take is the file system's matter.
        Result<VolumeStatus, FileError> { IsOk: true, Value: var volume } => volume.Label == "CHECKED" && volume.Kind == "FAT16"
            && volume.TotalBytes is > 2_000_000 and < 2_359_296 && volume.FreeBytes <= volume.TotalBytes - Held(tree.Root) && volume.FreeBytes >= volume.TotalBytes - Held(tree.Root) - Entries(tree.Root) * 8_192,
        // Nothing is said of the root's time.
        Result<FileStatus, FileError> { IsOk: true, Value: var status } => status.IsDirectory && comparison.Expected.Value is Result<FileStatus, FileError> { IsOk: true, Value: { IsDirectory: true } expected } && status with { Modified = expected.Modified } == expected && expected.Modified == default,
        _ => false,
    };

    private static long Held(FileTree.Node node) => (node.IsVague ? 0 : (node.Contents.Length + 511) / 512 * 512) + node.Children.Sum(Held);

    private static int Entries(FileTree.Node node) => 1 + (node.IsVague ? 300 : 0) + node.Children.Sum(Entries);

    private static FileError? WhyNotOpened(FileTree.Node? parent, FileTree.Node? node, OpenMode mode)
    {
        if (node is null)
            return mode is OpenMode.Read or OpenMode.ReadWrite ? FileError.NotFound : null;
        if (mode == OpenMode.CreateNew)
            return FileError.AlreadyExists;
        if (node.IsDirectory || parent is null)
            return FileError.IsADirectory;
        return mode != OpenMode.Read && node.Uses > 0 ? FileError.InUse : null;
    }

    private (FileError? Error, FileTree.Node? Parent, string Name, FileTree.Node? Node) Resolve(string path) =>
        tree.Knows(path) ? tree.Resolve(path) : throw Unknown();

    private void RequireRoom(int bytes)
    {
        if (!tree.HasRoomFor(bytes))
            throw Unknown();
    }

    private static NotSupportedException Unknown() => new("The model does not follow this.");
}
