using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>A clock that a test sets, and breaks.</summary>
internal sealed class FixedClock : IClock
{
    public Result<CalendarTime, ClockError> Time { get; set; } = new CalendarTime(2026, 11, 23, 1, 2, 4);

    public bool IsGone { get; set; }

    public Result<CalendarTime, ClockError> Now() => IsGone ? throw new ChannelClosedException("CmosClock#0") : Time;
}
