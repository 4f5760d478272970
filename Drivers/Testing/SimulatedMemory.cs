using System.IO.MemoryMappedFiles;

namespace Singular.Drivers.Testing;

/// <summary>Memory that a driver reaches through a <see cref="MemoryBlock"/>: an array or a file mapped into memory.</summary>
public sealed class SimulatedMemory : IMemoryAccess, IDisposable
{
    private readonly Stream _stream;
    private readonly MemoryMappedFile? _file;
    private readonly Lock _gate = new();

    private SimulatedMemory(Stream stream, MemoryMappedFile? file, long length)
    {
        _stream = stream;
        _file = file;
        Length = length;
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    /// <summary>Memory in an array; the array shows what was written.</summary>
    public static SimulatedMemory OfArray(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new SimulatedMemory(new MemoryStream(bytes, writable: true), null, bytes.Length);
    }

    /// <summary>Memory that is the contents of a file, shared with everyone who maps it.</summary>
    /// <param name="path">A file; made where it is missing and lengthened with zeros where it is shorter.</param>
    /// <param name="minimumBytes">Smallest size in bytes; a longer file is mapped as a whole.</param>
    /// <exception cref="IOException">The file cannot be opened or lengthened.</exception>
    public static SimulatedMemory OfFile(string path, long minimumBytes)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            long length = Math.Max(stream.Length, minimumBytes);
            var file = MemoryMappedFile.CreateFromFile(
                stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            return new SimulatedMemory(file.CreateViewStream(0, length), file, length);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Copies from the memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Some of it lies outside.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        lock (_gate)
        {
            _stream.Position = offset;
            _stream.ReadExactly(destination);
        }
    }

    /// <summary>Copies to the memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Some of it lies outside.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        lock (_gate)
        {
            _stream.Position = offset;
            _stream.Write(source);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file?.Dispose();
    }

    private void Check(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
    }
}
