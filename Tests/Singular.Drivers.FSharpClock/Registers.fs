namespace Acme.Clocks

/// Registers of the MC146818 (data sheet, figure 9) that the driver reads.
type Register =
    | Seconds = 0x00
    | Minutes = 0x02
    | Hours = 0x04
    | DayOfMonth = 0x07
    | Month = 0x08
    | Year = 0x09
    | A = 0x0A
    | B = 0x0B
    | Century = 0x32

/// One reading of all registers of the time.
[<Struct; NoEquality; NoComparison>]
type Reading =
    { Year: int
      Month: int
      Day: int
      Hour: int
      Minute: int
      Second: int }

    member reading.IsSameAs(other: Reading) =
        reading.Year = other.Year
        && reading.Month = other.Month
        && reading.Day = other.Day
        && reading.Hour = other.Hour
        && reading.Minute = other.Minute
        && reading.Second = other.Second
