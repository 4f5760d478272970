using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>Whole operations on a file system, which must succeed.</summary>
internal static class FileSystemExtensions
{
    private const int Chunk = ChannelLimits.MaxCallBytes;

    public static T Expect<T>(this Result<T, FileError> result)
    {
        Assert.True(result.IsOk, result.IsOk ? "" : result.Error.ToString());
        return result.Value;
    }

    public static void WriteAll(this IFileSystem files, string path, byte[] contents)
    {
        IFile file = files.Open(path, OpenMode.CreateOrTruncate).Expect();
        for (int at = 0; at < contents.Length; at += Chunk)
        {
            ReadOnlySpan<byte> part = contents.AsSpan(at, Math.Min(Chunk, contents.Length - at));
            Assert.Equal(part.Length, file.Write(at, part).Expect());
        }

        file.Close().Expect();
    }

    public static byte[] ReadAll(this IFileSystem files, string path)
    {
        IFile file = files.Open(path, OpenMode.Read).Expect();
        var contents = new MemoryStream();
        byte[] buffer = new byte[Chunk];
        while (true)
        {
            int count = file.Read(contents.Length, buffer).Expect();
            if (count == 0)
                break;
            contents.Write(buffer, 0, count);
        }

        file.Close().Expect();
        return contents.ToArray();
    }

    public static List<DirectoryEntry> List(this IFileSystem files, string path)
    {
        IDirectory directory = files.OpenDirectory(path).Expect();
        var entries = new List<DirectoryEntry>();
        while (true)
        {
            Result<DirectoryEntry, FileError> next = directory.Next();
            if (!next.IsOk)
            {
                Assert.Equal(FileError.EndOfDirectory, next.Error);
                break;
            }

            entries.Add(next.Value);
        }

        directory.Close();
        return entries;
    }

    public static IEnumerable<string> Names(this IFileSystem files, string path) => files.List(path).Select(entry => entry.Name);
}
