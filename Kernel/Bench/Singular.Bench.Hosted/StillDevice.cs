using Singular.Channels;
using Singular.Contracts;

namespace Singular.Bench.Hosted;

/// <summary>A device that does nothing: what is measured is the way to it.</summary>
internal sealed class StillDevice : IBlockDevice, ICharacterDevice
{
    public BlockGeometry Geometry() => new(512, 1, IsReadOnly: true);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination) => BlockError.OutOfRange;

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source) => BlockError.ReadOnly;

    public Result<Done, BlockError> Flush() => default(Done);

    public int Write(ReadOnlySpan<byte> data) => 0;

    public int Read(Span<byte> buffer) => 0;

    public ValueTask<int> WaitForInput() => new(1);

    public ValueTask<int> WaitForRoom() => new(1);
}
