using System.Runtime.CompilerServices;
using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Measurement;

/// <summary>A block device without blocks and without a boundary: what a plain call costs is measured against it.</summary>
internal sealed class FixedBlockDevice : IBlockDevice
{
    private readonly BlockGeometry _geometry = new(512, 1, IsReadOnly: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public BlockGeometry Geometry() => _geometry;

    /// <summary>The same, called without the interface.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public BlockGeometry DirectGeometry() => _geometry;

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination) => BlockError.OutOfRange;

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source) => BlockError.ReadOnly;

    public Result<Done, BlockError> Flush() => default(Done);
}
