using Singular.Contracts;

namespace Singular.Channels.Tests.Servers;

/// <summary>A file system that holds one file of bytes and answers from a script; enough to call every member.</summary>
internal sealed class ScriptedFileSystem : IFileSystem
{
    private static readonly FileStatus s_status = new(false, true, 3, new CalendarTime(2026, 11, 23, 3, 15, 59));
    private byte[] _content = [1, 2, 3];

    internal int OpenFiles { get; private set; }

    public Result<FileStatus, FileError> Stat(string path) => path == "/there" ? s_status : FileError.NotFound;

    public Result<IFile, FileError> Open(string path, OpenMode mode)
    {
        if (mode == OpenMode.CreateNew)
            return FileError.AlreadyExists;
        OpenFiles++;
        return new File(this);
    }

    public Result<IDirectory, FileError> OpenDirectory(string path) => path == "/" ? new Directory() : FileError.NotADirectory;

    public Result<Done, FileError> CreateDirectory(string path) => FileError.NoSpace;

    public Result<Done, FileError> Remove(string path) => new Done();

    public Result<VolumeStatus, FileError> Volume() => new VolumeStatus("NAME \u00e9\ud83d\ude00", "FAT16", 1L << 40, 0);

    public Result<Done, FileError> Flush() => new Done();

    private sealed class File(ScriptedFileSystem owner) : IFile
    {
        public Result<int, FileError> Read(long offset, Span<byte> buffer)
        {
            if (offset < 0)
                return FileError.InvalidArgument;
            int count = (int)Math.Min(buffer.Length, Math.Max(0, owner._content.Length - offset));
            owner._content.AsSpan((int)Math.Min(offset, owner._content.Length), count).CopyTo(buffer);
            return count;
        }

        public Result<int, FileError> Write(long offset, ReadOnlySpan<byte> data)
        {
            if (offset + data.Length > owner._content.Length)
                Array.Resize(ref owner._content, (int)offset + data.Length);
            data.CopyTo(owner._content.AsSpan((int)offset));
            return data.Length;
        }

        public Result<Done, FileError> SetLength(long length)
        {
            Array.Resize(ref owner._content, (int)length);
            return new Done();
        }

        public Result<FileStatus, FileError> Stat() => s_status with { Length = owner._content.Length };

        public Result<Done, FileError> Close()
        {
            owner.OpenFiles--;
            return FileError.DeviceFailed;
        }
    }

    private sealed class Directory : IDirectory
    {
        private int _next;

        public Result<DirectoryEntry, FileError> Next() => _next++ switch
        {
            0 => new DirectoryEntry("first", s_status),
            1 => new DirectoryEntry("", s_status with { IsDirectory = true }),
            _ => FileError.EndOfDirectory,
        };

        public void Close()
        {
        }
    }
}
