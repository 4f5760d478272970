using Singular.Contracts;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Says that it read one block more than it did.</summary>
public sealed class OffByOneDisk : SmallDisk
{
    public override Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        Result<int, BlockError> read = base.Read(firstBlock, destination);
        return read.IsOk && read.Value == 2 ? 3 : read;
    }
}

/// <summary>Refuses the last block.</summary>
public sealed class WrongBoundDisk : SmallDisk
{
    protected override BlockError? WhyNot(long firstBlock, int length) =>
        firstBlock == Blocks - 1 ? BlockError.OutOfRange : base.WhyNot(firstBlock, length);
}

/// <summary>Takes one block too many, and dies of it.</summary>
public sealed class OverrunDisk : SmallDisk
{
    protected override BlockError? WhyNot(long firstBlock, int length) =>
        length == BlockSize && firstBlock == Blocks ? null : base.WhyNot(firstBlock, length);
}

/// <summary>Gives the wrong reason for a failure.</summary>
public sealed class WrongReasonDisk : SmallDisk
{
    protected override BlockError? WhyNot(long firstBlock, int length) =>
        base.WhyNot(firstBlock, length) is null ? null : BlockError.OutOfRange;
}

/// <summary>Forgets what was written when it is flushed.</summary>
public sealed class ForgetfulDisk : SmallDisk
{
    public override Result<Done, BlockError> Flush()
    {
        Medium.AsSpan(BlockSize).Clear();
        return new Done();
    }
}

/// <summary>Keeps half of a block.</summary>
public sealed class HalfDisk : SmallDisk
{
    public override Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source) =>
        base.WhyNot(firstBlock, source.Length) is { } error ? error : WriteHalf(firstBlock, source);

    private int WriteHalf(long firstBlock, ReadOnlySpan<byte> source)
    {
        source[..^1].CopyTo(Medium.AsSpan((int)firstBlock * BlockSize));
        return source.Length / BlockSize;
    }
}

/// <summary>Gives a failure that the contract does not define.</summary>
public sealed class UndefinedDisk : SmallDisk
{
    public override Result<Done, BlockError> Flush() => (BlockError)77;
}

/// <summary>Is read-only from its second life on.</summary>
public sealed class AgeingDisk(int life) : SmallDisk
{
    public override BlockGeometry Geometry() => base.Geometry() with { IsReadOnly = life > 1 };
}
