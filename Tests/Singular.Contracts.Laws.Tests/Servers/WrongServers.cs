using Singular.Channels;

namespace Singular.Contracts.Laws.Tests.Servers;

/// <summary>A clock that goes the wrong way.</summary>
public sealed class BackwardClock : IClock
{
    private int _second = 60;

    public Result<CalendarTime, ClockError> Now() => new CalendarTime(2026, 11, 26, 1, 2, --_second);
}

/// <summary>A clock that shows 30 February.</summary>
public sealed class ImpossibleClock : IClock
{
    public Result<CalendarTime, ClockError> Now() => new CalendarTime(2026, 2, 30, 1, 2, 3);
}

/// <summary>A line that says that it has taken one byte more.</summary>
public sealed class GreedyLine : ICharacterDevice
{
    public int Write(ReadOnlySpan<byte> data) => data.Length + 1;

    public int Read(Span<byte> buffer) => 0;

    public ValueTask<int> WaitForInput() => new(1);

    public ValueTask<int> WaitForRoom() => new(1);
}

/// <summary>A line that writes behind the bytes that it says it has read.</summary>
public sealed class CarelessLine : ICharacterDevice
{
    public int Write(ReadOnlySpan<byte> data) => data.Length;

    public int Read(Span<byte> buffer)
    {
        buffer.Clear();
        return 0;
    }

    public ValueTask<int> WaitForInput() => new(1);

    public ValueTask<int> WaitForRoom() => new(1);
}

/// <summary>A keyboard on which somebody leans for ever.</summary>
public sealed class EndlessKeyboard : IKeyboard
{
    public Result<KeyEvent, KeyboardError> TryRead() => new KeyEvent(4, true, 'a', KeyModifiers.None);

    public ValueTask<int> WaitForKey() => new(1);
}

/// <summary>How a disk is wrong.</summary>
public enum DiskFault
{
    ForgetsTheLastBlock,
    SpillsOver,
    TakesPartsOfBlocks,
    GoesOnBehindTheEnd,
    HasOddBlocks,
}

/// <summary>A disk of 16 blocks.</summary>
public sealed class WrongDisk(DiskFault fault) : IBlockDevice
{
    private const int Blocks = 16;

    private readonly byte[] _data = new byte[(Blocks + 8) * 512];

    private int Size => fault == DiskFault.HasOddBlocks ? 500 : 512;

    public BlockGeometry Geometry() => new(Size, Blocks, false);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        if (WhyNot(firstBlock, destination.Length) is { } error)
            return error;
        _data.AsSpan((int)firstBlock * Size, destination.Length).CopyTo(destination);
        return destination.Length / Size;
    }

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        if (WhyNot(firstBlock, source.Length) is { } error)
            return error;
        int stored = fault == DiskFault.ForgetsTheLastBlock && source.Length > Size ? source.Length - Size : source.Length;
        source[..stored].CopyTo(_data.AsSpan((int)firstBlock * Size));
        if (fault == DiskFault.SpillsOver)
            _data[(int)firstBlock * Size + source.Length] = 0xEE;
        return source.Length / Size;
    }

    public Result<Done, BlockError> Flush() => new Done();

    private BlockError? WhyNot(long firstBlock, int length)
    {
        if (fault != DiskFault.TakesPartsOfBlocks && (length == 0 || length % Size != 0))
            return BlockError.NotWholeBlocks;
        long end = Blocks + (fault == DiskFault.GoesOnBehindTheEnd ? 4 : 0) - (length + Size - 1) / Size;
        return firstBlock < 0 || firstBlock > end ? BlockError.OutOfRange : null;
    }
}
