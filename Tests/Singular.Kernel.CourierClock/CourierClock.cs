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

    public Result<CalendarTime, ClockError> Now()
    {
        _round++;
        for (int i = 0; i < Frames; i++)
        {
            if (!network.Send(Make(i)).IsOk)
                return ClockError.NotReady;
        }
        for (int i = 0; i < Frames; i++)
        {
            Result<Owned<byte>, NetworkError> received = network.TryReceive();
            if (!received.IsOk)
                return ClockError.NotReady;
            using Owned<byte> frame = received.Value;
            if (!IsAsMade(frame, i))
                return ClockError.InvalidTime;
        }
        return new CalendarTime(2026, 11, 26, 12, 0, Math.Min(_round, 59));
    }

    private Owned<byte> Make(int number)
    {
        var frame = Owned<byte>.Allocate(number % 3 == 0 ? ShortLength : LongLength + number);
        using (Pinned<byte> pin = frame.Pin())
            pin.Span.Fill((byte)(number + _round));
        return frame;
    }

    private bool IsAsMade(Owned<byte> frame, int number)
    {
        using Pinned<byte> pin = frame.Pin();
        return pin.Span.Length == (number % 3 == 0 ? ShortLength : LongLength + number)
            && pin.Span.IndexOfAnyExcept((byte)(number + _round)) < 0;
    }
}
