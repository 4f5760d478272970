using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>A disk in an array, on which a test lets calls fail.</summary>
internal sealed class TestDisk(byte[] image, int blockSize = 512) : IBlockDevice
{
    public byte[] Image { get; } = image;

    public bool IsReadOnly { get; set; }

    /// <summary>Calls that still work; negative for ever.</summary>
    public int CallsUntilFailure { get; set; } = -1;

    /// <summary>How a call fails: an error of the device, or a driver that is gone.</summary>
    public bool FailsByException { get; set; }

    public int Writes { get; private set; }

    public BlockGeometry Geometry() => new(blockSize, Image.Length / blockSize, IsReadOnly);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        Assert.InRange(destination.Length, 1, ChannelLimits.MaxCallBytes);
        if (Fails())
            return BlockError.DeviceFailed;
        if (!IsInside(firstBlock, destination.Length))
            return BlockError.OutOfRange;
        Image.AsSpan((int)(firstBlock * blockSize), destination.Length).CopyTo(destination);
        return destination.Length / blockSize;
    }

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        Assert.InRange(source.Length, 1, ChannelLimits.MaxCallBytes);
        Assert.False(IsReadOnly);
        Writes++;
        if (Fails())
            return BlockError.DeviceFailed;
        if (!IsInside(firstBlock, source.Length))
            return BlockError.OutOfRange;
        source.CopyTo(Image.AsSpan((int)(firstBlock * blockSize)));
        return source.Length / blockSize;
    }

    public Result<Done, BlockError> Flush() => Fails() ? BlockError.DeviceFailed : default(Done);

    private bool IsInside(long firstBlock, int length) =>
        firstBlock >= 0 && length % blockSize == 0 && firstBlock <= (Image.Length - length) / blockSize;

    private bool Fails()
    {
        if (CallsUntilFailure < 0)
            return false;
        if (CallsUntilFailure > 0)
        {
            CallsUntilFailure--;
            return false;
        }

        return FailsByException ? throw new ChannelFaultException("RamDisk#0", "UnhandledException") : true;
    }
}
