using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Clocks;

/// <summary>Turns register values into a date (MC146818A data sheet, "Time, Calendar and Alarm Locations", table 2).</summary>
internal static class ClockDecoder
{
    /// <summary>Firmware that keeps no century leaves 0x00 or 0xFF in its place; such machines are from this one.</summary>
    private const int CenturyWhereNoneIsKept = 20;

    private const int NotANumber = -1;

    public static Result<CalendarTime, ClockError> Decode(ClockReading reading)
    {
        bool isBinary = (reading.Mode & ClockRegister.BBinary) != 0;
        int second = Number(reading.Seconds, isBinary);
        int minute = Number(reading.Minutes, isBinary);
        int hour = Hour(reading, isBinary);
        int day = Number(reading.Day, isBinary);
        int month = Number(reading.Month, isBinary);
        int yearOfCentury = Number(reading.Year, isBinary);
        int century = reading.Century is 0x00 or 0xFF ? CenturyWhereNoneIsKept : Number(reading.Century, isBinary);

        if (second is < 0 or > 59 || minute is < 0 or > 59 || hour is < 0 or > 23
            || yearOfCentury is < 0 or > 99 || century is < 1 or > 99 || month is < 1 or > 12)
            return ClockError.InvalidTime;
        int year = century * 100 + yearOfCentury;
        if (day < 1 || day > DaysInMonth(year, month))
            return ClockError.InvalidTime;
        return new CalendarTime(year, month, day, hour, minute, second);
    }

    private static int Hour(ClockReading reading, bool isBinary)
    {
        if ((reading.Mode & ClockRegister.B24Hours) != 0)
            return Number(reading.Hours, isBinary);
        int hour = Number((byte)(reading.Hours & ~ClockRegister.HoursAfternoon), isBinary);
        if (hour is < 1 or > 12)
            return NotANumber;
        int sinceMidnightOrNoon = hour == 12 ? 0 : hour;
        return (reading.Hours & ClockRegister.HoursAfternoon) != 0 ? sinceMidnightOrNoon + 12 : sinceMidnightOrNoon;
    }

    private static int Number(byte value, bool isBinary)
    {
        if (isBinary)
            return value;
        int tens = value >> 4;
        int ones = value & 0x0F;
        return tens > 9 || ones > 9 ? NotANumber : tens * 10 + ones;
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
