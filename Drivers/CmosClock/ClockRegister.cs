namespace Singular.Drivers.Clocks;

/// <summary>Addresses in the clock's memory (Motorola MC146818A data sheet, "Address Map" and "Registers").</summary>
internal static class ClockRegister
{
    public const byte Seconds = 0x00;
    public const byte Minutes = 0x02;
    public const byte Hours = 0x04;
    public const byte DayOfMonth = 0x07;
    public const byte Month = 0x08;
    public const byte Year = 0x09;
    public const byte A = 0x0A;
    public const byte B = 0x0B;
    public const byte D = 0x0D;

    /// <summary>Not in the data sheet: where PC firmware keeps the first two digits of the year (ACPI specification 6.5,
    /// table 5.9, field CENTURY, which is 0x32 on every PC that has it).</summary>
    public const byte Century = 0x32;

    /// <summary>Register A: an update is under way or begins within 244 microseconds.</summary>
    public const byte AUpdateInProgress = 0x80;

    /// <summary>Register B: the clock is stopped so that it can be set.</summary>
    public const byte BSet = 0x80;

    /// <summary>Register B: numbers are binary, not BCD.</summary>
    public const byte BBinary = 0x04;

    /// <summary>Register B: hours count from 0 to 23.</summary>
    public const byte B24Hours = 0x02;

    /// <summary>Register D: time and memory are valid; 0 after the battery has failed.</summary>
    public const byte DValid = 0x80;

    /// <summary>Hours register in 12-hour mode: afternoon.</summary>
    public const byte HoursAfternoon = 0x80;
}
