using Singular.Contracts;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>A disk of eight blocks that keeps its contract. The wrong disks are this one with one thing changed.</summary>
public class SmallDisk : IBlockDevice
{
    protected const int BlockSize = 512;
    protected const int Blocks = 8;

    protected byte[] Medium { get; } = new byte[Blocks * BlockSize];

    public virtual BlockGeometry Geometry() => new(BlockSize, Blocks, IsReadOnly: false);

    public virtual Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        if (WhyNot(firstBlock, destination.Length) is { } error)
            return error;
        Medium.AsSpan((int)firstBlock * BlockSize, destination.Length).CopyTo(destination);
        return destination.Length / BlockSize;
    }

    public virtual Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        if (WhyNot(firstBlock, source.Length) is { } error)
            return error;
        source.CopyTo(Medium.AsSpan((int)firstBlock * BlockSize));
        return source.Length / BlockSize;
    }

    public virtual Result<Done, BlockError> Flush() => new Done();

    protected virtual BlockError? WhyNot(long firstBlock, int length)
    {
        if (length == 0 || length % BlockSize != 0)
            return BlockError.NotWholeBlocks;
        return firstBlock < 0 || firstBlock > Blocks - length / BlockSize ? BlockError.OutOfRange : null;
    }
}
