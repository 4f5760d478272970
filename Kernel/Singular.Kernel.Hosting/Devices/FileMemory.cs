using Microsoft.Win32.SafeHandles;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>A memory block in a file, which a driver process opens too: both see the same bytes at once.</summary>
internal sealed class FileMemory : IGrantedMemory, IDisposable
{
    private readonly SafeFileHandle _file;

    private FileMemory(string path, FileMode mode)
    {
        Path = System.IO.Path.GetFullPath(path);
        _file = File.OpenHandle(Path, mode, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    public string Path { get; }

    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Opens a file as it is.</summary>
    /// <exception cref="IOException">It cannot be read and written.</exception>
    internal static FileMemory Open(string path) => new(path, FileMode.Open);

    /// <summary>Makes a file of zeros.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static FileMemory Create(string path, long bytes)
    {
        var memory = new FileMemory(path, FileMode.CreateNew);
        RandomAccess.SetLength(memory._file, bytes);
        return memory;
    }

    public void Read(long offset, Span<byte> destination)
    {
        for (int done = 0; done < destination.Length;)
        {
            int read = RandomAccess.Read(_file, destination[done..], offset + done);
            if (read == 0)
                throw new IOException($"{Path} became shorter than the memory that it holds.");
            done += read;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source) => RandomAccess.Write(_file, source, offset);

    public void Dispose() => _file.Dispose();
}
