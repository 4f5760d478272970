using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Driver of FAT16 and FAT32 file systems with long names on any block device (Microsoft, "FAT: General Overview of
/// On-Disk Format", version 1.03, here called fatgen103).</summary>
/// <remarks>
/// The device is looked at when the first call comes, so one without a file system only makes each call answer
/// <see cref="FileError.NotFormatted"/>; FAT12 counts as that. After every call the volume on the device is complete: file
/// contents are written first, then FATs and directories in the order in which they changed.
/// </remarks>
[Driver(Provides = typeof(IFileSystem))]
public sealed class FatFileSystem(IBlockDevice disk, IClock clock) : IFileSystem
{
    /// <summary>What a boot sector holds when no label was given (fatgen103, BS_VolLab).</summary>
    private const string NoLabel = "NO NAME";

    private readonly Mount _mount = new(disk, clock);

    public Result<FileStatus, FileError> Stat(string path)
    {
        try
        {
            ResolvedPath resolved = ResolvedPath.Of(_mount.Volume, path);
            if (resolved.Error is { } error)
                return error;
            if (resolved.Parent is null)
                return new FileStatus(IsDirectory: true, IsReadOnly: false, 0, FatTime.Epoch);
            return resolved.Item is null ? FileError.NotFound : resolved.Item.Status;
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<IFile, FileError> Open(string path, OpenMode mode)
    {
        try
        {
            FatVolume volume = _mount.Volume;
            ResolvedPath resolved = ResolvedPath.Of(volume, path);
            if (WhyNotOpened(volume, resolved, mode) is { } error)
                return error;
            FileNode node = resolved.Item is null ? Create(volume, resolved) : Node(volume, resolved);
            if (mode == OpenMode.CreateOrTruncate && resolved.Item is not null)
            {
                new FileContents(volume, node).SetLength(0, _mount.Now);
                volume.Commit();
            }

            _mount.Add(node);
            return Result<IFile, FileError>.Ok(new OpenFile(_mount, node, mode != OpenMode.Read));
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<IDirectory, FileError> OpenDirectory(string path)
    {
        try
        {
            FatVolume volume = _mount.Volume;
            ResolvedPath resolved = ResolvedPath.Of(volume, path);
            if (resolved.Error is { } error)
                return error;
            if (_mount.IsFull)
                return FileError.TooManyOpen;
            uint cluster = volume.Layout.RootCluster;
            if (resolved.Parent is not null)
            {
                if (resolved.Item is null)
                    return FileError.NotFound;
                if (!resolved.Item.IsDirectory)
                    return FileError.NotADirectory;
                cluster = volume.Open(resolved.Item).Cluster;
            }

            return Result<IDirectory, FileError>.Ok(new OpenDirectory(_mount, volume, cluster));
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<Done, FileError> CreateDirectory(string path)
    {
        try
        {
            FatVolume volume = _mount.Volume;
            ResolvedPath resolved = ResolvedPath.Of(volume, path);
            if (resolved.Error is { } error)
                return error;
            if (resolved.Parent is null || resolved.Item is not null)
                return FileError.AlreadyExists;
            volume.CheckWritable();
            if (volume.Table.FreeCount == 0)
                return FileError.NoSpace;

            CalendarTime now = _mount.Now;
            uint cluster = volume.Table.Allocate(previous: 0);
            bool isInRoot = resolved.Parent.Cluster == volume.Layout.RootCluster;
            volume.DirectoryAt(cluster).Initialize(isInRoot ? 0 : resolved.Parent.Cluster, now);
            resolved.Parent.Add(resolved.Name, Slot.Directory, cluster, now);
            volume.Commit();
            return default(Done);
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<Done, FileError> Remove(string path)
    {
        try
        {
            FatVolume volume = _mount.Volume;
            ResolvedPath resolved = ResolvedPath.Of(volume, path);
            if (resolved.Error is { } error)
                return error;
            if (resolved.Parent is null)
                return FileError.InUse;
            if (resolved.Item is not { } item)
                return FileError.NotFound;
            if (WhyNotRemoved(volume, resolved.Parent, item) is { } reason)
                return reason;
            volume.CheckWritable();
            resolved.Parent.Remove(item);
            if (item.Cluster != 0)
                volume.Table.FreeChain(item.Cluster);
            volume.Commit();
            return default(Done);
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<VolumeStatus, FileError> Volume()
    {
        try
        {
            FatVolume volume = _mount.Volume;
            VolumeLayout layout = volume.Layout;
            return new VolumeStatus(
                volume.Root.FindLabel() ?? (layout.BootLabel == NoLabel ? "" : layout.BootLabel),
                layout.IsFat32 ? "FAT32" : "FAT16",
                (long)layout.ClusterCount * layout.ClusterSize,
                (long)volume.Table.FreeCount * layout.ClusterSize);
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    public Result<Done, FileError> Flush()
    {
        try
        {
            _mount.Volume.Medium.Flush();
            return default(Done);
        }
        catch (VolumeException reason)
        {
            return _mount.Abandon(reason);
        }
    }

    private FileError? WhyNotOpened(FatVolume volume, ResolvedPath resolved, OpenMode mode)
    {
        if (resolved.Error is { } error)
            return error;
        if (resolved.Parent is null)
            return mode == OpenMode.CreateNew ? FileError.AlreadyExists : FileError.IsADirectory;
        if (resolved.Item is not { } item)
        {
            if (mode is OpenMode.Read or OpenMode.ReadWrite)
                return FileError.NotFound;
        }
        else
        {
            if (mode == OpenMode.CreateNew)
                return FileError.AlreadyExists;
            if (item.IsDirectory)
                return FileError.IsADirectory;
            if (mode != OpenMode.Read && item.IsReadOnly)
                return FileError.ReadOnly;
            if (mode != OpenMode.Read && _mount.FindOpen(resolved.Parent.Cluster, item.MainSlot) is not null)
                return FileError.InUse;
        }

        if (_mount.IsFull)
            return FileError.TooManyOpen;
        return mode != OpenMode.Read && volume.Medium.IsReadOnly ? FileError.ReadOnly : null;
    }

    private FileError? WhyNotRemoved(FatVolume volume, DirectoryTable parent, DirectoryItem item)
    {
        if (item.IsReadOnly)
            return FileError.ReadOnly;
        if (!item.IsDirectory)
            return _mount.FindOpen(parent.Cluster, item.MainSlot) is null ? null : FileError.InUse;
        DirectoryTable directory = volume.Open(item);
        if (!directory.IsEmpty())
            return FileError.NotEmpty;
        return _mount.IsListed(item.Cluster) ? FileError.InUse : null;
    }

    private FileNode Create(FatVolume volume, ResolvedPath resolved)
    {
        CalendarTime now = _mount.Now;
        int slot = resolved.Parent!.Add(resolved.Name, Slot.Archive, itemCluster: 0, now);
        CalendarTime kept = FatTime.Decode(FatTime.Date(now), FatTime.Time(now));
        volume.Commit();
        return new FileNode(volume, resolved.Parent.Cluster, slot, 0, new FileStatus(false, false, 0, kept));
    }

    private FileNode Node(FatVolume volume, ResolvedPath resolved)
    {
        DirectoryItem item = resolved.Item!;
        uint directory = resolved.Parent!.Cluster;
        if (_mount.FindOpen(directory, item.MainSlot) is { } open)
            return open;
        FileNode.CheckExtent(volume.Layout, item.Cluster, item.Length);
        return new FileNode(volume, directory, item.MainSlot, item.Cluster, item.Status);
    }
}
