using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IFileSystem), Hash = "01b56a9c05509fc829e6ebb4f95a0a87f9317104ba88dee090c1ace73b5f8c27")]
[SampleValues("path", "/a", "/notes.txt", "/a rather long name.text", "/B", "/deep")]
[SampleValues("directory", "/d", "/some directory", "/LISTED")]
public static class FileSystemLaws
{
    public static bool A_file_gives_what_was_written(IFileSystem server, string path, byte[] data, ushort offset)
    {
        if (Opened(server, path, OpenMode.CreateOrTruncate) is not { } file)
            return true;
        bool isWhole = Is(file.Write(offset, data), data.Length);
        bool isKept = !isWhole || (Holds(file, offset, data) && (data.Length == 0 || Holds(file, 0, new byte[offset])));
        file.Close();
        return isKept && (!isWhole || Reopened(server, path, offset, data));
    }

    public static bool What_is_known_of_a_file_is_what_was_made(IFileSystem server, string path, byte[] data)
    {
        if (Opened(server, path, OpenMode.CreateOrTruncate) is not { } file)
            return true;
        bool isWhole = Is(file.Write(0, data), data.Length);
        Result<FileStatus, FileError> open = file.Stat();
        bool isClosed = file.Close().IsOk;
        Result<FileStatus, FileError> closed = server.Stat(path);
        if (!isWhole || !isClosed || !open.IsOk || !closed.IsOk)
            return !isWhole || !isClosed;
        return open.Value.Length == data.Length && closed.Value is { IsDirectory: false } status && status.Length == data.Length;
    }

    public static bool A_directory_lists_what_was_made(IFileSystem server, string directory, byte files)
    {
        if (!server.CreateDirectory(directory).IsOk)
            return true;
        var made = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < files % 6; i++)
        {
            if (Opened(server, $"{directory}/file {i}.text", OpenMode.CreateNew) is not { } file)
                return true;
            file.Close();
            made.Add($"file {i}.text");
        }
        return server.Stat(directory) is { IsOk: true, Value.IsDirectory: true } && List(server, directory) is { } listed && made.SetEquals(listed);
    }

    public static bool What_was_removed_is_gone(IFileSystem server, string path)
    {
        if (Opened(server, path, OpenMode.OpenOrCreate) is not { } file)
            return true;
        file.Close();
        if (!server.Remove(path).IsOk)
            return true;
        return IsMissing(server.Stat(path)) && Fails(server.Open(path, OpenMode.Read), FileError.NotFound) && IsMissing(server.Remove(path));
    }

    public static bool Ways_to_open_do_what_they_say(IFileSystem server, string path)
    {
        if (Opened(server, path, OpenMode.CreateOrTruncate) is not { } file)
            return true;
        bool isWritten = Is(file.Write(0, "kept"u8), 4);
        file.Close();
        if (!isWritten)
            return true;
        if (!Fails(server.Open(path, OpenMode.CreateNew), FileError.AlreadyExists))
            return false;
        if (Opened(server, path, OpenMode.Read) is not { } reader)
            return false;
        bool isProtected = !reader.Write(0, "lost"u8).IsOk;
        reader.Close();
        return isProtected && Length(server, path, OpenMode.OpenOrCreate) == 4 && Length(server, path, OpenMode.CreateOrTruncate) == 0;
    }

    public static bool A_length_that_was_set_holds(IFileSystem server, string path, ushort longer, ushort shorter)
    {
        if (Opened(server, path, OpenMode.CreateOrTruncate) is not { } file)
            return true;
        bool isSet = file.SetLength(longer).IsOk && file.SetLength(shorter).IsOk;
        Result<FileStatus, FileError> status = file.Stat();
        bool isEmpty = !isSet || Holds(file, 0, new byte[shorter]);
        file.Close();
        return !isSet || (isEmpty && status.IsOk && status.Value.Length == shorter);
    }

    public static bool A_full_directory_is_not_removed(IFileSystem server, string directory)
    {
        if (!server.CreateDirectory(directory).IsOk || Opened(server, directory + "/x", OpenMode.CreateNew) is not { } file)
            return true;
        file.Close();
        return !server.Remove(directory).IsOk && server.Stat(directory + "/x").IsOk && !server.CreateDirectory(directory).IsOk;
    }

    public static bool A_volume_has_no_more_room_than_it_has(IFileSystem server)
    {
        Result<VolumeStatus, FileError> volume = server.Volume();
        return !volume.IsOk || (volume.Value.FreeBytes >= 0 && volume.Value.FreeBytes <= volume.Value.TotalBytes);
    }

    public static bool A_flush_changes_nothing(IFileSystem server, string path, byte[] data)
    {
        if (Opened(server, path, OpenMode.CreateOrTruncate) is not { } file)
            return true;
        bool isWhole = Is(file.Write(0, data), data.Length);
        file.Close();
        return !isWhole || !server.Flush().IsOk || Reopened(server, path, 0, data);
    }

    private static IFile? Opened(IFileSystem server, string path, OpenMode mode)
    {
        Result<IFile, FileError> file = server.Open(path, mode);
        return file.IsOk ? file.Value : null;
    }

    private static bool Reopened(IFileSystem server, string path, long offset, byte[] data)
    {
        if (Opened(server, path, OpenMode.Read) is not { } file)
            return false;
        bool holds = Holds(file, offset, data);
        file.Close();
        return holds;
    }

    private static bool Holds(IFile file, long offset, byte[] data)
    {
        byte[] read = new byte[data.Length + 1];
        int done = 0;
        while (done < data.Length)
        {
            Result<int, FileError> result = file.Read(offset + done, read.AsSpan(done, data.Length - done));
            if (!result.IsOk || result.Value <= 0)
                return false;
            done += result.Value;
        }
        return read.AsSpan(0, data.Length).SequenceEqual(data);
    }

    private static long Length(IFileSystem server, string path, OpenMode mode)
    {
        if (Opened(server, path, mode) is not { } file)
            return -1;
        Result<FileStatus, FileError> status = file.Stat();
        file.Close();
        return status.IsOk ? status.Value.Length : -1;
    }

    private static List<string>? List(IFileSystem server, string directory)
    {
        Result<IDirectory, FileError> opened = server.OpenDirectory(directory);
        if (!opened.IsOk)
            return null;
        var names = new List<string>();
        Result<DirectoryEntry, FileError> entry = opened.Value.Next();
        for (; entry.IsOk; entry = opened.Value.Next())
            names.Add(entry.Value.Name);
        opened.Value.Close();
        return entry.Error == FileError.EndOfDirectory ? names : null;
    }

    private static bool Is(Result<int, FileError> result, int count) => result.IsOk && result.Value == count;

    private static bool IsMissing<T>(Result<T, FileError> result) => Fails(result, FileError.NotFound);

    private static bool Fails<T>(Result<T, FileError> result, FileError error) => !result.IsOk && result.Error == error;
}
