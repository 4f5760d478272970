using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>What an open file has to give.</summary>
internal sealed class FileModel(FileTree tree, FileTree.Node node, bool isWritable) : IFile, IModelJudge
{
    /// <summary>FAT keeps lengths in 32 bits.</summary>
    private const long MaxLength = uint.MaxValue;

    /// <summary>A driver may refuse to open it, because it is damaged.</summary>
    internal bool IsDoubtful => node.IsDoubtful;

    public Result<int, FileError> Read(long offset, Span<byte> buffer)
    {
        if (offset < 0)
            return FileError.InvalidArgument;
        RequireKnown();
        if (offset >= node.Contents.Length)
            return 0;
        int count = (int)Math.Min(buffer.Length, node.Contents.Length - offset);
        if (node.SoundBytes is { } sound)
            return offset + count > sound ? FileError.Corrupt : throw new NotSupportedException("What is in damaged files is not followed.");
        node.Contents.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public Result<int, FileError> Write(long offset, ReadOnlySpan<byte> data)
    {
        if (offset < 0 || offset > MaxLength - data.Length)
            return FileError.InvalidArgument;
        if (!isWritable)
            return FileError.ReadOnly;
        if (data.Length == 0)
            return 0;
        if (WhyNotChanged() is { } error)
            return error;
        Grow(offset + data.Length);
        data.CopyTo(node.Contents.AsSpan((int)offset));
        node.Modified = tree.Now;
        return data.Length;
    }

    public Result<Done, FileError> SetLength(long length)
    {
        if (length is < 0 or > MaxLength)
            return FileError.InvalidArgument;
        if (!isWritable)
            return FileError.ReadOnly;
        if (WhyNotChanged() is { } error)
            return error;
        Grow(length);
        byte[] contents = node.Contents;
        Array.Resize(ref contents, (int)length);
        node.Contents = contents;
        node.Modified = tree.Now;
        return new Done();
    }

    public Result<FileStatus, FileError> Stat()
    {
        RequireKnown();
        return node.Status;
    }

    public Result<Done, FileError> Close()
    {
        node.Uses--;
        return new Done();
    }

    /// <summary>A disk that fails may fail everything. What is read without it is compared as always.</summary>
    public bool Accepts(ModelComparison comparison)
    {
        if (DeviceFailure.Accepts(tree, comparison))
            return true;
        if (!tree.HasUnfollowed || DeviceFailure.ErrorOf(comparison) is not FileError.NoSpace)
            return false;
        // A file of which nothing is known may have all the room that there was.
        node.IsVague = true;
        tree.IsForgotten = true;
        return true;
    }

    /// <summary>What becomes of a damaged file that is changed, nobody says.</summary>
    private FileError? WhyNotChanged()
    {
        node.IsVague |= node.SoundBytes is not null;
        RequireKnown();
        return tree.IsFailing ? FileError.DeviceFailed : null;
    }

    /// <summary>Makes the file at least so long, with zeros.</summary>
    private void Grow(long length)
    {
        RequireKnown();
        if (length <= node.Contents.Length)
            return;
        // What a file system does that gets full in the middle is its own matter; nothing more is known of the file then.
        node.IsVague = !tree.HasRoomFor(length - node.Contents.Length);
        tree.HasUnfollowed |= node.IsVague;
        RequireKnown();
        byte[] contents = node.Contents;
        Array.Resize(ref contents, (int)length);
        node.Contents = contents;
    }

    private void RequireKnown()
    {
        if (node.IsVague || tree.IsLost)
            throw new NotSupportedException("The volume was full; the model does not follow this.");
    }
}
