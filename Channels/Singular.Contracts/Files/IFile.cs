using Singular.Channels;

namespace Singular.Contracts;

/// <summary>An open file.</summary>
[Contract("singular.file", 1, 0)]
public interface IFile
{
    /// <summary>Reads from a place in the file.</summary>
    /// <param name="offset">Where to begin, in bytes from the start of the file, from 0.</param>
    /// <param name="buffer">Takes the data; at most 64 KiB.</param>
    /// <returns>The number of bytes read; 0 at or behind the end of the file.</returns>
    Result<int, FileError> Read(long offset, Span<byte> buffer);

    /// <summary>Writes to a place in the file, which grows as needed; a gap is filled with zeros.</summary>
    /// <param name="offset">Where to begin, in bytes from the start of the file, from 0.</param>
    /// <param name="data">What to write; at most 64 KiB.</param>
    /// <returns>The number of bytes written, which is less than asked for only when the volume is full.</returns>
    Result<int, FileError> Write(long offset, ReadOnlySpan<byte> data);

    /// <summary>Cuts the file or lengthens it with zeros.</summary>
    Result<Done, FileError> SetLength(long length);

    /// <summary>What is known of the file now.</summary>
    Result<FileStatus, FileError> Stat();

    /// <summary>Ends the use of the file; its entry in the directory is up to date afterwards.</summary>
    [Ends]
    Result<Done, FileError> Close();
}
