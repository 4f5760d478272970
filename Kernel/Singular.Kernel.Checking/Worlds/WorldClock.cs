using Singular.Channels;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>Provides the world's time.</summary>
internal sealed class WorldClock(Func<DateTime> time) : IClock
{
    public Result<CalendarTime, ClockError> Now() => Of(time());

    internal static CalendarTime Of(DateTime time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second);
}
