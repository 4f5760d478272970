using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A device that stores blocks of equal size.</summary>
[Contract("singular.block-device", 1, 0)]
public interface IBlockDevice
{
    [Repeatable]
    BlockGeometry Geometry();

    /// <summary>Reads whole blocks.</summary>
    /// <param name="firstBlock">Number of the first block, from 0.</param>
    /// <param name="destination">Takes the data; a multiple of the block size, at most 64 KiB.</param>
    /// <returns>The number of blocks read, or why none was.</returns>
    Result<int, BlockError> Read(long firstBlock, Span<byte> destination);

    /// <summary>Writes whole blocks. On return the data is where <see cref="Read"/> will find it; <see cref="Flush"/> makes
    /// it last.</summary>
    /// <param name="firstBlock">Number of the first block, from 0.</param>
    /// <param name="source">The data; a multiple of the block size, at most 64 KiB.</param>
    /// <returns>The number of blocks written, or why none was.</returns>
    Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source);

    /// <summary>Returns when all that was written has reached the medium.</summary>
    Result<Done, BlockError> Flush();
}
