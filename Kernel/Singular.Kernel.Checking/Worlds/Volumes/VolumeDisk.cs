using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>The disk of a volume. It may be read-only, and fail for a while; then it takes and gives nothing.</summary>
/// <param name="medium">What is on it.</param>
/// <param name="isReadOnly">It takes no writes.</param>
internal sealed class VolumeDisk(byte[] medium, bool isReadOnly) : IBlockDevice
{
    private readonly DiskModel _disk = new(medium);

    /// <summary>Every access fails.</summary>
    internal bool IsFailing { get; set; }

    public BlockGeometry Geometry() => _disk.Geometry() with { IsReadOnly = isReadOnly };

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination) =>
        IsFailing ? BlockError.DeviceFailed : _disk.Read(firstBlock, destination);

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source) =>
        IsFailing ? BlockError.DeviceFailed : isReadOnly ? BlockError.ReadOnly : _disk.Write(firstBlock, source);

    public Result<Done, BlockError> Flush() => IsFailing ? BlockError.DeviceFailed : _disk.Flush();
}
