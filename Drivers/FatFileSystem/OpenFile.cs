using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>One use of an open file.</summary>
internal sealed class OpenFile(Mount mount, FileNode node, bool isWritable) : IFile
{
    private bool _isClosed;

    public Result<int, FileError> Read(long offset, Span<byte> buffer)
    {
        if (offset < 0)
            return FileError.InvalidArgument;
        try
        {
            return new FileContents(mount.Volume, node).Read(offset, buffer);
        }
        catch (VolumeException reason)
        {
            return mount.Abandon(reason);
        }
    }

    public Result<int, FileError> Write(long offset, ReadOnlySpan<byte> data)
    {
        if (offset < 0 || offset > FileContents.MaxLength - data.Length)
            return FileError.InvalidArgument;
        if (!isWritable)
            return FileError.ReadOnly;
        if (data.Length == 0)
            return 0;
        try
        {
            FatVolume volume = mount.Volume;
            int written = new FileContents(volume, node).Write(offset, data, mount.Now);
            volume.Commit();
            return written;
        }
        catch (VolumeException reason)
        {
            return mount.Abandon(reason);
        }
    }

    public Result<Done, FileError> SetLength(long length)
    {
        if (length is < 0 or > FileContents.MaxLength)
            return FileError.InvalidArgument;
        if (!isWritable)
            return FileError.ReadOnly;
        try
        {
            FatVolume volume = mount.Volume;
            new FileContents(volume, node).SetLength(length, mount.Now);
            volume.Commit();
            return default(Done);
        }
        catch (VolumeException reason)
        {
            return mount.Abandon(reason);
        }
    }

    public Result<FileStatus, FileError> Stat()
    {
        try
        {
            node.Refresh(mount.Volume);
            return node.Status;
        }
        catch (VolumeException reason)
        {
            return mount.Abandon(reason);
        }
    }

    /// <summary>Nothing is left to write: every call leaves the volume complete.</summary>
    public Result<Done, FileError> Close()
    {
        if (_isClosed)
            return FileError.InvalidArgument;
        _isClosed = true;
        mount.Remove(node);
        return default(Done);
    }
}
