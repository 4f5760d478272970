using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers;

namespace Acme.Driver_1;

/// <summary>Driver of the real-time clock of a PC (Motorola MC146818A data sheet), which is taken to run in UTC.</summary>
/// <remarks>What a driver needs it names in its constructor: here two I/O ports. There is nothing else that it could reach.</remarks>
[Driver(Provides = typeof(IClock))]
public sealed class RealTimeClock([Ports(0x70, 2)] IoPorts cmos) : IClock
{
    private const int IndexPort = 0;
    private const int DataPort = 1;

    /// <summary>An update takes 2.2 ms and an access at least 0.1 µs: a clock that is busy for longer is broken.</summary>
    private const int UpdatePolls = 100_000;

    /// <summary>Two readings differ when a second ends between them, which does not happen many times in a row.</summary>
    private const int Attempts = 16;

    public Result<CalendarTime, ClockError> Now()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!WaitForUpdate())
                return ClockError.NotReady;
            Reading first = Read();
            Reading second = Read();
            if (!IsUpdating() && first == second)
                return Decode(first);
        }

        return ClockError.NotReady;
    }

    private static Result<CalendarTime, ClockError> Decode(Reading reading)
    {
        bool isBinary = (reading.Mode & Register.ModeBinary) != 0;
        int year = 100 * Number(reading.Century, isBinary) + Number(reading.Year, isBinary);
        int month = Number(reading.Month, isBinary);
        int day = Number(reading.Day, isBinary);
        int hour = Hour(reading, isBinary);
        int minute = Number(reading.Minute, isBinary);
        int second = Number(reading.Second, isBinary);
        bool exists = year is >= 1 and <= 9999 && month is >= 1 and <= 12
            && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59;
        return exists ? new CalendarTime(year, month, day, hour, minute, second) : ClockError.InvalidTime;
    }

    private static int Hour(Reading reading, bool isBinary)
    {
        if ((reading.Mode & Register.Mode24Hours) != 0)
            return Number(reading.Hour, isBinary);
        int hour = Number((byte)(reading.Hour & ~Register.HourAfternoon), isBinary);
        if (hour is < 1 or > 12)
            return NotANumber;
        return hour % 12 + ((reading.Hour & Register.HourAfternoon) != 0 ? 12 : 0);
    }

    /// <summary>A number that is too small to be part of any date.</summary>
    private const int NotANumber = -1_000_000;

    private static int Number(byte value, bool isBinary)
    {
        if (isBinary)
            return value;
        return (value & 0x0F) > 9 || value > 0x99 ? NotANumber : (value >> 4) * 10 + (value & 0x0F);
    }

    private bool WaitForUpdate()
    {
        for (int poll = 0; poll < UpdatePolls; poll++)
        {
            if (!IsUpdating())
                return true;
        }

        return false;
    }

    private bool IsUpdating() => (Read(Register.Status) & Register.StatusUpdating) != 0;

    private Reading Read() => new(
        Read(Register.Century), Read(Register.Year), Read(Register.Month), Read(Register.Day),
        Read(Register.Hour), Read(Register.Minute), Read(Register.Second), Read(Register.Mode));

    private byte Read(byte register)
    {
        cmos.Write8(IndexPort, register);
        return cmos.Read8(DataPort);
    }

    private readonly record struct Reading(byte Century, byte Year, byte Month, byte Day, byte Hour, byte Minute, byte Second, byte Mode);
}
