namespace Acme.Driver_1;

/// <summary>The clock's registers and their bits (MC146818A data sheet, "Address Map" and "Registers").</summary>
internal static class Register
{
    public const byte Second = 0x00;
    public const byte Minute = 0x02;
    public const byte Hour = 0x04;
    public const byte Day = 0x07;
    public const byte Month = 0x08;
    public const byte Year = 0x09;

    /// <summary>Register A of the data sheet.</summary>
    public const byte Status = 0x0A;

    /// <summary>Register B of the data sheet.</summary>
    public const byte Mode = 0x0B;

    /// <summary>Not in the data sheet: where a PC's firmware keeps the first two digits of the year.</summary>
    public const byte Century = 0x32;

    /// <summary>The registers change now or within 244 µs.</summary>
    public const byte StatusUpdating = 0x80;

    /// <summary>Numbers are binary, not BCD.</summary>
    public const byte ModeBinary = 0x04;

    /// <summary>Hours count from 0 to 23, not from 1 to 12 with a mark for the afternoon.</summary>
    public const byte Mode24Hours = 0x02;

    public const byte HourAfternoon = 0x80;
}
