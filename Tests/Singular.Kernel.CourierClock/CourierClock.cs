using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Clock;

/// <summary>A clock that stands at one moment as long as the frames which it sends come back as they were.</summary>
[Driver(Provides = typeof(IClock))]
public sealed class CourierClock(INetworkDevice network) : IClock
{
    private const int Frames = 40;

    // Short ones that go as bytes, long ones that go by slot, and more of these than there are slots.
    private const int ShortLength = 64;
    private const int LongLength = 9_000;

    private int _round;

    /// <summary>A network device that is gone, or went meanwhile, is one that is not ready.</summary>
    public Result<CalendarTime, ClockError> Now()
    {
        _round++;
        try
        {
            return Carry();
        }
        catch (ChannelException)
        {
            return ClockError.NotReady;
        }
    }

    private Result<CalendarTime, ClockError> Carry()
    {
        for (int i = 0; i < Frames; i++)
        {
            if (!Send(i).IsOk)
                return ClockError.NotReady;
        }
        for (int i = 0; i < Frames; i++)
        {
            Result<Owned<byte>, NetworkError> received = network.TryReceive();
            if (!received.IsOk)
                return ClockError.NotReady;
            using Owned<byte> frame = received.Value;
            using Pinned<byte> pin = frame.Pin();
            if (!IsAsMade(pin.Span, i))
                return ClockError.InvalidTime;
        }
        return new CalendarTime(2026, 11, 26, 12, 0, Math.Min(_round, 59));
    }

    private Result<Done, NetworkError> Send(int number)
    {
        using var frame = Owned<byte>.Allocate(number % 3 == 0 ? ShortLength : LongLength + number);
        using (Pinned<byte> pin = frame.Pin())
            pin.Span.Fill((byte)(number + _round));
        return network.Send(frame);
    }

    private bool IsAsMade(ReadOnlySpan<byte> frame, int number) =>
        frame.Length == (number % 3 == 0 ? ShortLength : LongLength + number) && frame.IndexOfAnyExcept((byte)(number + _round)) < 0;
}
