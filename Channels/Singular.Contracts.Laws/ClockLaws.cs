using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IClock), Hash = "eadf00f5a504c91960c8908f58a2ca0ad003cb6eb1e65000f9389863b8cad5fe")]
public static class ClockLaws
{
    public static bool The_time_is_one_that_exists(IClock server) => Read(server) is not { } time || TryMoment(time, out _);

    public static bool Time_does_not_run_backwards(IClock server)
    {
        if (Read(server) is not { } first || Read(server) is not { } second || !TryMoment(first, out DateTime before))
            return true;
        return TryMoment(second, out DateTime after) && after >= before;
    }

    private static CalendarTime? Read(IClock server)
    {
        Result<CalendarTime, ClockError> time = server.Now();
        return time.IsOk ? time.Value : null;
    }

    private static bool TryMoment(CalendarTime time, out DateTime moment)
    {
        bool exists = time is { Year: >= 1 and <= 9999, Month: >= 1 and <= 12, Day: >= 1, Hour: >= 0 and <= 23, Minute: >= 0 and <= 59, Second: >= 0 and <= 59 }
            && time.Day <= DateTime.DaysInMonth(time.Year, time.Month);
        moment = exists ? new DateTime(time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second) : default;
        return exists;
    }
}
