using System.Runtime.InteropServices;
using System.Text;

namespace Singular.Manifests;

/// <summary>Writes files and folders so that after a crash at any moment either the old or the new one is there, whole.</summary>
internal static class AtomicFile
{
    /// <summary>What unfinished files and folders end with; the next writer removes them.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>Replaces a file's contents: temporary file, flush to the disk, rename, flush of the folder.</summary>
    /// <exception cref="RefusedException"><c>DiskFull</c> or <c>FileUnreadable</c>; the old file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Environment.ProcessId}{Unfinished}";
        try
        {
            WriteFlushed(temporary, content);
            File.Move(temporary, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(() => File.Delete(temporary));
            throw Failed(path, error);
        }
    }

    /// <summary>Makes a folder with files in it, all or nothing. A folder that is there already is left as it is.</summary>
    /// <exception cref="RefusedException"><c>DiskFull</c> or <c>FileUnreadable</c>; nothing was made.</exception>
    public static void WriteFolder(string path, IReadOnlyDictionary<string, byte[]> files)
    {
        if (Directory.Exists(path))
            return;
        string temporary = $"{path}.{Environment.ProcessId}{Unfinished}";
        try
        {
            Directory.CreateDirectory(temporary);
            foreach ((string name, byte[] content) in files)
                WriteFlushed(Path.Combine(temporary, name), content);
            FlushFolder(temporary);
            Directory.Move(temporary, path);
            FlushFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(() =>
            {
                if (Directory.Exists(temporary))
                    Directory.Delete(temporary, recursive: true);
            });
            throw Failed(path, error);
        }
    }

    /// <summary>Makes a folder where there is none.</summary>
    /// <exception cref="RefusedException"><c>DiskFull</c> or <c>FileUnreadable</c>.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, error);
        }
    }

    private static void WriteFlushed(string path, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(content);
        stream.Flush();
        // Not FileStream's own flush to the disk: it was seen to go on where fsync had failed with ENOSPC.
        bool isAdded = false;
        try
        {
            stream.SafeFileHandle.DangerousAddRef(ref isAdded);
            Flush((int)stream.SafeFileHandle.DangerousGetHandle(), path);
        }
        finally
        {
            if (isAdded)
                stream.SafeFileHandle.DangerousRelease();
        }
    }

    // What cannot be taken away now, on a disk that fails, the next writer sweeps away; the first failure is the one to tell.
    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Debug.WriteLine(error.Message);
        }
    }

    /// <summary>True when an operation failed for want of room: ENOSPC and EDQUOT of Linux' errno.h, as .NET puts them into
    /// HResult.</summary>
    internal static bool IsFull(Exception error) => error.HResult is 28 or 122;

    internal static RefusedException Failed(string path, Exception error)
    {
        return IsFull(error)
            ? new RefusedException(RefusalCode.DiskFull, path, "there is no room left on the disk; nothing was changed", "make room and try again")
            : new RefusedException(RefusalCode.FileUnreadable, path, $"the file cannot be written: {error.Message.TrimEnd('.')}; nothing was changed", "check who may write there");
    }

    // A rename is on the disk only when its folder is; .NET opens no folders, so this asks libc.
    private static void FlushFolder(string path)
    {
        int folder = open(Encoding.UTF8.GetBytes(path + "\0"), ReadOnlyDirectory);
        if (folder < 0)
            throw new IOException($"the folder {path} cannot be opened");
        try
        {
            Flush(folder, path);
        }
        finally
        {
            close(folder);
        }
    }

    private static void Flush(int file, string path)
    {
        int error = fsync(file) < 0 ? Marshal.GetLastPInvokeError() : 0;
        // EINVAL (22): the file system keeps this without being asked.
        if (error is not (0 or 22))
            throw new IOException($"{path} cannot be flushed to the disk, error {error}", error);
    }

    /// <summary>O_RDONLY | O_DIRECTORY | O_CLOEXEC of Linux on x86-64 (asm-generic/fcntl.h).</summary>
    private const int ReadOnlyDirectory = 0x1_0000 | 0x8_0000;

    [DllImport("libc", SetLastError = true)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int file);

    [DllImport("libc")]
    private static extern int close(int file);
}
