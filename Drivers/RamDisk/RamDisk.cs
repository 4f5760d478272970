using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Storage;

/// <summary>Driver of a disk in memory. The block outlives a restart of the driver, so its contents do too.</summary>
[Driver(Provides = typeof(IBlockDevice))]
public sealed class RamDisk([Memory("ramdisk", 16 * 1024 * 1024)] MemoryBlock memory) : IBlockDevice
{
    /// <summary>The block size of nearly all disks; file systems made by other systems expect it.</summary>
    private const int BlockSize = 512;

    private readonly long _blockCount = memory.Length / BlockSize;

    public BlockGeometry Geometry() => new(BlockSize, _blockCount, IsReadOnly: false);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        if (destination.Length == 0 || destination.Length % BlockSize != 0)
            return BlockError.NotWholeBlocks;
        int count = destination.Length / BlockSize;
        if (!IsInside(firstBlock, count))
            return BlockError.OutOfRange;
        memory.Read(firstBlock * BlockSize, destination);
        return count;
    }

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        if (source.Length == 0 || source.Length % BlockSize != 0)
            return BlockError.NotWholeBlocks;
        int count = source.Length / BlockSize;
        if (!IsInside(firstBlock, count))
            return BlockError.OutOfRange;
        memory.Write(firstBlock * BlockSize, source);
        return count;
    }

    /// <summary>The memory is the medium: what was written is there already.</summary>
    public Result<Done, BlockError> Flush() => default(Done);

    private bool IsInside(long firstBlock, int count) => firstBlock >= 0 && firstBlock <= _blockCount - count;
}
