using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>What a file system has to give for the paths that are followed.</summary>
internal sealed class FileSystemModel(FileTree tree) : IFileSystem, IModelJudge
{
    // Slots of the longest name that is followed, and one for the short name.
    private const int MostSlots = 9;
    private const int SlotBytes = 32;

    public Result<FileStatus, FileError> Stat(string path)
    {
        (FileError? error, _, _, FileTree.Node? node) = Resolve(path);
        if (error is { } reason)
            return reason;
        return node is null ? FileError.NotFound : node.IsVague ? throw Unknown() : node.Status;
    }

    public Result<IFile, FileError> Open(string path, OpenMode mode)
    {
        bool mayAdd = mode is not (OpenMode.Read or OpenMode.ReadWrite);
        (FileError? error, FileTree.Node? parent, string name, FileTree.Node? node) = Resolve(path, mayAdd);
        if ((error ?? WhyNotOpened(parent, node, mode)) is { } reason)
            return reason;
        if (tree.IsFailing && (node is null || mode == OpenMode.CreateOrTruncate))
            return FileError.DeviceFailed;
        if (node is null)
        {
            RequireRoom(4_096);
            node = new FileTree.Node(name, isDirectory: false, tree.Now);
            parent!.Children.Add(node);
            parent.Version++;
        }
        else if (mode == OpenMode.CreateOrTruncate)
        {
            if (node.SoundBytes is not null)
                throw Unknown();
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
        (FileError? error, FileTree.Node? parent, string name, FileTree.Node? node) = Resolve(path, mayAdd: true);
        if ((error ?? (node is not null ? FileError.AlreadyExists : WhyNotWritten())) is { } reason)
            return reason;
        RequireRoom(4_096);
        parent!.Children.Add(new FileTree.Node(name, isDirectory: true, tree.Now));
        parent.Version++;
        return new Done();
    }

    public Result<Done, FileError> Remove(string path)
    {
        (FileError? error, FileTree.Node? parent, _, FileTree.Node? node) = Resolve(path);
        if ((error ?? (node is null ? FileError.NotFound : WhyNotRemoved(parent, node))) is { } reason)
            return reason;
        parent!.Children.Remove(node!);
        parent.Version++;
        return new Done();
    }

    public Result<VolumeStatus, FileError> Volume() =>
        WhyUnusable() is { } error ? error : new VolumeStatus(VolumeTools.Label, tree.Kind.IsFat32 ? "FAT32" : "FAT16", tree.Kind.Clusters * tree.Kind.ClusterSize, 0);

    public Result<Done, FileError> Flush() => WhyUnusable() is { } error ? error : tree.IsFailing ? FileError.DeviceFailed : new Done();

    public bool Accepts(ModelComparison comparison)
    {
        if (!tree.Kind.IsUsable)
        {
            // Which damage makes a volume one of no known kind is not said.
            return DeviceFailure.ErrorOf(comparison) is FileError.NotFormatted or FileError.Corrupt || (tree.IsFailing && DeviceFailure.ErrorOf(comparison) is not null);
        }
        if (DeviceFailure.Accepts(tree, comparison))
        {
            Forget(comparison.Expected.Value);
            return true;
        }
        if (tree.HasUnfollowed && DeviceFailure.ErrorOf(comparison) is FileError.NoSpace)
        {
            // A file of which nothing is known may have all the room that there was.
            Forget(comparison.Expected.Value);
            tree.IsForgotten = true;
            return true;
        }
        if (comparison.Expected.Value is Result<IFile, FileError> { IsOk: true, Value: FileModel { IsDoubtful: true } } && DeviceFailure.ErrorOf(comparison) is FileError.Corrupt)
        {
            Forget(comparison.Expected.Value);
            return true;
        }
        return comparison.Actual.Value switch
        {
            Result<VolumeStatus, FileError> { IsOk: true, Value: var volume } => comparison.Expected.Value is Result<VolumeStatus, FileError> { IsOk: true, Value: var wanted } && IsRight(volume, wanted),
            // Nothing is said of the root's time.
            Result<FileStatus, FileError> { IsOk: true, Value: var status } => comparison.Expected.Value is Result<FileStatus, FileError> { IsOk: true, Value: { IsDirectory: true } expected }
                && expected.Modified == default && status with { Modified = default } == expected,
            _ => false,
        };
    }

    /// <summary>What the model has opened and the server has not.</summary>
    private static void Forget(object? expected)
    {
        if (expected is Result<IFile, FileError> { IsOk: true, Value: var file })
            file.Close();
        else if (expected is Result<IDirectory, FileError> { IsOk: true, Value: var directory })
            directory.Close();
    }

    /// <summary>The files take whole clusters; how many directories take depends on where in them names are.</summary>
    private bool IsRight(VolumeStatus volume, VolumeStatus wanted)
    {
        (long least, long most) = Held(tree.Root);
        long used = volume.TotalBytes - volume.FreeBytes;
        return volume with { FreeBytes = 0 } == wanted && used % tree.Kind.ClusterSize == 0 && used >= least && used <= most;
    }

    private (long Least, long Most) Held(FileTree.Node node)
    {
        int cluster = tree.Kind.ClusterSize;
        if (!node.IsDirectory)
            return node.IsVague || node.SoundBytes is not null ? (0, tree.Kind.Clusters * cluster) : (Clusters(node.Contents.Length), Clusters(node.Contents.Length));
        long least = node == tree.Root && !tree.Kind.IsFat32 ? 0 : cluster;
        long most = node == tree.Root && !tree.Kind.IsFat32 ? 0 : Clusters((node.Version + node.Children.Count + 3) * MostSlots * SlotBytes) + (tree.HasUnfollowed ? tree.Kind.Clusters * cluster : 0);
        foreach (FileTree.Node child in node.Children)
        {
            (long childLeast, long childMost) = Held(child);
            (least, most) = (least + childLeast, most + childMost);
        }
        return (least, most + (tree.HasUnfollowed ? tree.Kind.Clusters * cluster : 0));
    }

    private long Clusters(long bytes) => (bytes + tree.Kind.ClusterSize - 1) / tree.Kind.ClusterSize * tree.Kind.ClusterSize;

    private FileError? WhyUnusable() => tree.IsLost || tree.IsForgotten ? throw Unknown() : tree.Kind.IsUsable ? null : tree.IsFailing ? FileError.DeviceFailed : FileError.NotFormatted;

    private FileError? WhyNotWritten() => tree.Kind.IsReadOnly ? FileError.ReadOnly : tree.IsFailing ? FileError.DeviceFailed : null;

    private FileError? WhyNotOpened(FileTree.Node? parent, FileTree.Node? node, OpenMode mode)
    {
        if (node is null)
            return mode is OpenMode.Read or OpenMode.ReadWrite ? FileError.NotFound : tree.Kind.IsReadOnly ? FileError.ReadOnly : null;
        if (mode == OpenMode.CreateNew)
            return FileError.AlreadyExists;
        if (node.IsDirectory || parent is null)
            return FileError.IsADirectory;
        if (mode == OpenMode.Read)
            return null;
        bool isProtected = node.IsReadOnly || tree.Kind.IsReadOnly;
        // Of two reasons either may be given.
        return isProtected && node.Uses > 0 ? throw Unknown() : isProtected ? FileError.ReadOnly : node.Uses > 0 ? FileError.InUse : null;
    }

    private FileError? WhyNotRemoved(FileTree.Node? parent, FileTree.Node node)
    {
        if (parent is null)
            return FileError.InUse;
        bool isProtected = node.IsReadOnly || tree.Kind.IsReadOnly;
        if (isProtected && (node.Uses > 0 || node.Children.Count > 0))
            throw Unknown();
        if (isProtected)
            return FileError.ReadOnly;
        if (node.Children.Count > 0)
            return FileError.NotEmpty;
        if (node.Uses > 0)
            return FileError.InUse;
        if (tree.IsFailing)
            return FileError.DeviceFailed;
        if (node is { IsEndless: true, IsVague: true })
            throw Unknown();
        return node.IsEndless ? FileError.Corrupt : null;
    }

    private (FileError? Error, FileTree.Node? Parent, string Name, FileTree.Node? Node) Resolve(string path, bool mayAdd = false)
    {
        if (WhyUnusable() is { } error)
            return (error, null, "", null);
        if (FileTree.Impossible.Contains(path))
            return (FileError.InvalidName, null, "", null);
        if (tree.Knows(path))
        {
            (FileError? Error, FileTree.Node? Parent, string Name, FileTree.Node? Node) found = tree.Resolve(path);
            if (found.Node is not null || !path.Contains('~', StringComparison.Ordinal))
                return found;
            // The short name of a long one is the driver's to choose.
            tree.IsForgotten = true;
            throw Unknown();
        }
        // What is only looked at, or taken away, needs no room.
        tree.HasUnfollowed |= mayAdd && !tree.Kind.IsReadOnly;
        throw Unknown();
    }

    private void RequireRoom(int bytes)
    {
        if (tree.HasRoomFor(bytes))
            return;
        tree.IsForgotten = true;
        throw Unknown();
    }

    private static NotSupportedException Unknown() => new("The model does not follow this.");
}
