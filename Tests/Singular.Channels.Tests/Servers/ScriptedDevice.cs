using Singular.Contracts;

namespace Singular.Channels.Tests.Servers;

/// <summary>Clock, keyboard, character device and block device in one, answering from a script.</summary>
internal sealed class ScriptedDevice : IClock, IKeyboard, ICharacterDevice, IBlockDevice
{
    private int _calls;

    public Result<CalendarTime, ClockError> Now() =>
        ++_calls % 2 == 0 ? ClockError.InvalidTime : new CalendarTime(9999, 12, 31, 23, 59, 59);

    public Result<KeyEvent, KeyboardError> TryRead() => ++_calls % 3 == 0
        ? KeyboardError.Empty
        : new KeyEvent(0x04, _calls % 2 == 0, 'ä', KeyModifiers.CapsLock | KeyModifiers.RightAlt | KeyModifiers.NumLock);

    public async ValueTask<int> WaitForKey()
    {
        await Task.Yield();
        return ++_calls;
    }

    public int Write(ReadOnlySpan<byte> data) => data.Length / 2;

    public int Read(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i += 2)
            buffer[i] ^= 0xFF;
        return buffer.Length;
    }

    public ValueTask<int> WaitForInput() => new(++_calls);

    public async ValueTask<int> WaitForRoom()
    {
        await Task.Delay(1);
        return ++_calls;
    }

    public BlockGeometry Geometry() => new(512, long.MaxValue, true);

    public Result<int, BlockError> Read(long firstBlock, Span<byte> destination)
    {
        destination.Fill((byte)firstBlock);
        return firstBlock < 0 ? BlockError.OutOfRange : destination.Length / 512;
    }

    public Result<int, BlockError> Write(long firstBlock, ReadOnlySpan<byte> source) =>
        source.Length % 512 != 0 ? BlockError.NotWholeBlocks : source.Length / 512 + source[^1];

    public Result<Done, BlockError> Flush() => BlockError.ReadOnly;
}
