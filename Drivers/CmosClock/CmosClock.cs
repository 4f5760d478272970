using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Clocks;

/// <summary>Driver of the real-time clock in a PC's CMOS memory. The clock is taken to run in UTC.</summary>
/// <remarks>
/// Once a second the clock changes its registers, one after the other. It announces that 244 microseconds ahead in
/// "update in progress", but a reader that is held up in the middle of its reading may still see half a change. So a
/// reading counts only when the announcement was absent before and after it and a second reading gives the same.
/// </remarks>
[Driver(Provides = typeof(IClock))]
public sealed class CmosClock([Ports(0x70, 2)] IoPorts cmos) : IClock
{
    private const int IndexPort = 0;
    private const int DataPort = 1;

    /// <summary>An update takes at most 2,228 microseconds with its announcement (data sheet, table 5: tUC + tBUC) and no port
    /// access takes less than about 0.1 microseconds.</summary>
    private const int UpdatePolls = 100_000;

    /// <summary>Two readings differ when a second passes between them, so a few attempts are ample.</summary>
    private const int Attempts = 16;

    public Result<CalendarTime, ClockError> Now()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!WaitWhileUpdating())
                return ClockError.NotReady;
            ClockReading first = ReadRegisters();
            if (IsUpdating())
                continue;
            ClockReading second = ReadRegisters();
            if (IsUpdating() || !first.IsSameAs(second))
                continue;
            if ((first.Mode & ClockRegister.BSet) != 0)
                return ClockError.NotReady;
            return (ReadRegister(ClockRegister.D) & ClockRegister.DValid) == 0
                ? ClockError.InvalidTime
                : ClockDecoder.Decode(first);
        }

        return ClockError.NotReady;
    }

    private bool WaitWhileUpdating()
    {
        for (int poll = 0; poll < UpdatePolls; poll++)
        {
            if (!IsUpdating())
                return true;
        }

        return false;
    }

    private bool IsUpdating() => (ReadRegister(ClockRegister.A) & ClockRegister.AUpdateInProgress) != 0;

    private ClockReading ReadRegisters() => new(
        ReadRegister(ClockRegister.Seconds),
        ReadRegister(ClockRegister.Minutes),
        ReadRegister(ClockRegister.Hours),
        ReadRegister(ClockRegister.DayOfMonth),
        ReadRegister(ClockRegister.Month),
        ReadRegister(ClockRegister.Year),
        ReadRegister(ClockRegister.Century),
        ReadRegister(ClockRegister.B));

    private byte ReadRegister(byte register)
    {
        cmos.Write8(IndexPort, register);
        return cmos.Read8(DataPort);
    }
}
