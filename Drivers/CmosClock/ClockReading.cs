namespace Singular.Drivers.Clocks;

/// <summary>The clock's registers as they were read once, not decoded yet.</summary>
internal readonly struct ClockReading(
    byte seconds, byte minutes, byte hours, byte day, byte month, byte year, byte century, byte mode)
{
    public byte Seconds { get; } = seconds;

    public byte Minutes { get; } = minutes;

    public byte Hours { get; } = hours;

    public byte Day { get; } = day;

    public byte Month { get; } = month;

    public byte Year { get; } = year;

    public byte Century { get; } = century;

    /// <summary>Register B, which says how the numbers are written.</summary>
    public byte Mode { get; } = mode;

    public bool IsSameAs(ClockReading other) =>
        Seconds == other.Seconds && Minutes == other.Minutes && Hours == other.Hours && Day == other.Day
        && Month == other.Month && Year == other.Year && Century == other.Century && Mode == other.Mode;
}
