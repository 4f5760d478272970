using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A disk in an array.</summary>
internal sealed class DiskModel(byte[] medium) : IBlockDevice
{
    internal const int BlockSize = 512;

    /// <summary>Calls that changed something.</summary>
    internal int Writes { get; private set; }

    public BlockGeometry Geometry() => new(BlockSize, medium.Length / BlockSize, IsReadOnly: false);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        if (WhyNot(firstBlock, destination.Length) is { } error)
            return error;
        medium.AsSpan((int)firstBlock * BlockSize, destination.Length).CopyTo(destination);
        return destination.Length / BlockSize;
    }

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        if (WhyNot(firstBlock, source.Length) is { } error)
            return error;
        Writes++;
        source.CopyTo(medium.AsSpan((int)firstBlock * BlockSize));
        return source.Length / BlockSize;
    }

    public Result<Done, BlockError> Flush() => new Done();

    private BlockError? WhyNot(long firstBlock, int length)
    {
        if (length == 0 || length % BlockSize != 0)
            return BlockError.NotWholeBlocks;
        return firstBlock < 0 || firstBlock > (medium.Length - length) / BlockSize ? BlockError.OutOfRange : null;
    }
}
