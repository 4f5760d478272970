using Singular.Contracts;

namespace Singular.Drivers.FileSystems;

/// <summary>Dates and times as directories keep them (fatgen103, "Date and Time Formats"): years 1980 to 2107, 2 seconds.</summary>
internal static class FatTime
{
    private const int FirstYear = 1980;
    private const int LastYear = 2107;

    /// <summary>The first moment that can be stored; stands where no time is known.</summary>
    public static CalendarTime Epoch => new(FirstYear, 1, 1, 0, 0, 0);

    private static CalendarTime LastMoment => new(LastYear, 12, 31, 23, 59, 58);

    public static ushort Date(CalendarTime time)
    {
        CalendarTime stored = Storable(time);
        return (ushort)((stored.Year - FirstYear) << 9 | stored.Month << 5 | stored.Day);
    }

    public static ushort Time(CalendarTime time)
    {
        CalendarTime stored = Storable(time);
        return (ushort)(stored.Hour << 11 | stored.Minute << 5 | stored.Second / 2);
    }

    /// <summary>What <see cref="Time"/> leaves out, in hundredths of a second: 0 or 100.</summary>
    public static byte Tenths(CalendarTime time) => (byte)(Storable(time).Second % 2 * 100);

    /// <summary>The moment that a date and a time stand for; the epoch where they stand for none.</summary>
    public static CalendarTime Decode(ushort date, ushort time)
    {
        int month = date >> 5 & 0x0F;
        int day = date & 0x1F;
        int hour = time >> 11;
        int minute = time >> 5 & 0x3F;
        int second = (time & 0x1F) * 2;
        if (month is < 1 or > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
            return Epoch;
        int year = FirstYear + (date >> 9);
        return day > DaysInMonth(year, month) ? Epoch : new CalendarTime(year, month, day, hour, minute, second);
    }

    private static CalendarTime Storable(CalendarTime time)
    {
        if (time.Year < FirstYear)
            return Epoch;
        return time.Year > LastYear ? LastMoment : time;
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
