namespace Acme.Clocks

open System
open Singular.Channels
open Singular.Contracts
open Singular.Drivers

/// The clock changes its registers once a second and says so beforehand; a reading counts when a second one is the same.
[<Sealed; Driver(Provides = typeof<IClock>)>]
type FSharpClock([<Ports(0x70, 2)>] ports: IoPorts) =
    let read (register: Register) : int =
        ports.Write8(0, byte register)
        int (ports.Read8 1)

    let isUpdating () = (read Register.A &&& 0x80) <> 0

    /// Two decimal digits in a byte, unless register B says that the clock counts in binary.
    let number (isBinary: bool) (register: Register) : int =
        let value = read register
        if isBinary then value else (value >>> 4) * 10 + (value &&& 0x0F)

    let readAll () : Reading =
        let isBinary = (read Register.B &&& 0x04) <> 0
        { Year = number isBinary Register.Century * 100 + number isBinary Register.Year
          Month = number isBinary Register.Month
          Day = number isBinary Register.DayOfMonth
          Hour = number isBinary Register.Hours
          Minute = number isBinary Register.Minutes
          Second = number isBinary Register.Seconds }

    let isDate (reading: Reading) =
        reading.Year >= 1
        && reading.Year <= 9999
        && reading.Month >= 1
        && reading.Month <= 12
        && reading.Day >= 1
        && reading.Day <= DateTime.DaysInMonth(reading.Year, reading.Month)
        && reading.Hour < 24
        && reading.Minute < 60
        && reading.Second < 60

    let rec settle (attempts: int) (last: Reading) : Result<CalendarTime, ClockError> =
        let next = readAll ()
        if attempts = 0 || isUpdating () then
            Result<CalendarTime, ClockError>.Fail ClockError.NotReady
        elif not (next.IsSameAs last) then
            settle (attempts - 1) next
        elif isDate next then
            Result<CalendarTime, ClockError>.Ok(CalendarTime(next.Year, next.Month, next.Day, next.Hour, next.Minute, next.Second))
        else
            Result<CalendarTime, ClockError>.Fail ClockError.InvalidTime

    interface IClock with
        member _.Now() =
            let mutable polls = 0
            while isUpdating () && polls < 100_000 do
                polls <- polls + 1
            try
                settle 16 (readAll ())
            with refused ->
                if refused :? ArgumentException then
                    Result<CalendarTime, ClockError>.Fail ClockError.InvalidTime
                else
                    reraise ()
