using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>A real-time clock whose time, modes and faults change.</summary>
internal sealed class ClockWorld : PcWorld
{
    private const int IndexPort = 0x70;
    private const int DataPort = 0x71;
    private const byte RegisterB = 0x0B;
    private const byte RegisterD = 0x0D;
    private const uint Stopped = 0x80;
    private const uint DaylightSaving = 0x01;
    private const byte Valid = 0x80;

    private const byte HoursRegister = 0x04;
    private const byte CenturyRegister = 0x32;
    private const int Afternoon = 0x80;

    // Registers, and values at the edges of what a clock may show in them, in either way of writing numbers (MC146818A data sheet, table 2).
    private static readonly (string Name, byte Register, byte[] Values)[] s_shown =
    [
        ("seconds", 0x00, [0x00, 0x3B, 0x59, 0x60, 0x5A, 0x3C]), ("minutes", 0x02, [0x00, 0x3B, 0x59, 0x60, 0xFF, 0x3C]),
        ("hours", HoursRegister, [0x00, 0x01, 0x0C, 0x12, 0x13, 0x17, 0x18, 0x23, 0x24, 0x3F, 0x80, 0x81, 0x8C, 0x92, 0x93]),
        ("the day", 0x07, [0x00, 0x01, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x28, 0x29, 0x30, 0x31, 0x32]), ("the month", 0x08, [0x00, 0x01, 0x02, 0x0C, 0x0D, 0x12, 0x13]),
        ("the year", 0x09, [0x00, 0x01, 0x04, 0x63, 0x64, 0x99, 0xFA]), ("the century", CenturyRegister, [0x00, 0x01, 0x02, 0x63, 0x64, 0x99, 0xFA, 0xFF]),
    ];

    private static readonly DateTime[] s_moments =
    [
        Moment(2000, 2, 29, 12, 0, 0), Moment(2100, 2, 28, 23, 59, 59), Moment(2024, 2, 29, 0, 0, 0), Moment(2099, 12, 31, 23, 59, 59),
        Moment(2026, 1, 31, 11, 59, 59), Moment(2026, 4, 30, 13, 0, 1), Moment(2027, 6, 30, 1, 30, 0), Moment(2028, 9, 30, 12, 59, 59), Moment(2029, 11, 30, 0, 30, 0), Moment(2030, 10, 31, 22, 10, 10),
        Moment(1999, 12, 31, 23, 59, 58), Moment(2023, 2, 28, 10, 20, 30), Moment(2400, 2, 29, 9, 9, 9), Moment(2026, 3, 31, 19, 0, 0),
        Moment(2026, 1, 1, 0, 0, 0), Moment(2026, 12, 31, 12, 30, 59), Moment(2024, 12, 1, 11, 0, 0),
    ];

    private readonly List<Stimulus> _stimuli;
    private DateTime _beforeCall;
    private readonly Dictionary<byte, byte> _forced = [];
    private bool _isStopped;
    private bool _isUnsteady;
    private byte _alarmDay;
    private byte _unsteadySecond;

    internal ClockWorld(DriverUnderCheck driver)
        : base(driver)
    {
        _beforeCall = Time.Now;
        Pc.Clock.Accessing += ChangeSecond;
        _stimuli =
        [
            .. s_moments.Select(moment => new Stimulus($"it becomes {moment:s}", () => Pc.Clock.SetTime(moment.AddMilliseconds(500)))),
            new("0.4 seconds pass", () => Time.Advance(TimeSpan.FromMilliseconds(400))),
            new("the second is about to end", () => UntilEndOfSecond(TimeSpan.FromMicroseconds(300))),
            new("the second ends within a reading", () => UntilEndOfSecond(TimeSpan.FromMicroseconds(255))),
            new("the second has just ended", () => UntilEndOfSecond(TimeSpan.FromMicroseconds(-5))),
            new("an update is under way", () => UntilEndOfSecond(TimeSpan.FromMicroseconds(-1_900))),
            new("an hour passes", () => Time.Advance(TimeSpan.FromHours(1))),
            new("40 days pass", () => Time.Advance(TimeSpan.FromDays(40))),
            new("numbers are binary", () => Pc.Clock.IsBinary = true),
            new("numbers are decimal", () => Pc.Clock.IsBinary = false),
            new("hours are of 12", () => Pc.Clock.Is24Hours = false),
            new("hours are of 24", () => Pc.Clock.Is24Hours = true),
            new("the battery fails", () => SetBattery(false)),
            new("the battery is good", () => SetBattery(true)),
            new("somebody stops the clock to set it", Stop),
            new("somebody switches daylight saving on", () => SetMode(DaylightSaving)),
            new("the registers never show the same twice", () => _isUnsteady = true),
            // On later chips the low bits of register D are the day of an alarm (ACPI specification 6.5, section 4.8.2.4).
            new("an alarm is set for a day", () => SetAlarm(0x2B)),
            new("the battery fails and leaves the day of an alarm", () =>
            {
                SetBattery(false);
                SetAlarm(0x2B);
            }),
            .. s_shown.SelectMany(shown => shown.Values.Select(value => new Stimulus($"for {shown.Name} the clock shows {value:X2}", () => Force(shown.Register, value)))),
            .. Enumerable.Repeat(new Stimulus("the clock shows the time again", ShowTime), 8),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel() => new Model(this);

    public override void Settle()
    {
        base.Settle();
        _beforeCall = Shown;
    }

    /// <summary>What the clock shows, with fractions of a second.</summary>
    private DateTime Shown => Pc.Clock.Now;

    private static DateTime Moment(int year, int month, int day, int hour, int minute, int second) => new(year, month, day, hour, minute, second, DateTimeKind.Utc);

    private void UntilEndOfSecond(TimeSpan left)
    {
        DateTime shown = Shown;
        TimeSpan toGo = TimeSpan.FromTicks(TimeSpan.TicksPerSecond - shown.Ticks % TimeSpan.TicksPerSecond) - left;
        Time.Advance(toGo < TimeSpan.Zero ? toGo + TimeSpan.FromSeconds(1) : toGo);
    }

    private void Stop()
    {
        _isStopped = true;
        SetMode(Stopped);
    }

    private void SetMode(uint bits)
    {
        Platform.Ports.Write(IndexPort, 1, RegisterB);
        uint mode = Platform.Ports.Read(DataPort, 1);
        Platform.Ports.Write(DataPort, 1, mode | bits);
    }

    private void SetBattery(bool isGood)
    {
        Pc.Clock.IsBatteryGood = isGood;
        SetAlarm(_alarmDay);
    }

    private void SetAlarm(byte day)
    {
        _alarmDay = day;
        Pc.Clock.Force(RegisterD, (byte)((Pc.Clock.IsBatteryGood ? Valid : 0) | day));
    }

    private void ChangeSecond()
    {
        if (_isUnsteady)
            Pc.Clock.Force(0x00, _unsteadySecond = (byte)((_unsteadySecond + 1) % 10));
    }

    private void Force(byte register, byte value)
    {
        _forced[register] = value;
        Pc.Clock.Force(register, value);
    }

    private void ShowTime()
    {
        foreach (byte register in _forced.Keys)
            Pc.Clock.Release(register);
        _forced.Clear();
        if (_isUnsteady)
            Pc.Clock.Release(0x00);
        _isUnsteady = false;
        SetBattery(true);
    }

    /// <summary>What a register means, or a part of the time where it shows that.</summary>
    /// <returns>Negative where the register shows no number.</returns>
    private int Number(byte register, int part) =>
        !_forced.TryGetValue(register, out byte value) ? part
        : Pc.Clock.IsBinary ? value
        : (value & 0x0F) > 9 || value >> 4 > 9 ? -1 : (value >> 4) * 10 + (value & 0x0F);

    private int Hour(int part)
    {
        if (Pc.Clock.Is24Hours || !_forced.TryGetValue(HoursRegister, out byte value))
            return Number(HoursRegister, part);
        bool isAfternoon = (value & Afternoon) != 0;
        int number = value & ~Afternoon;
        int hour = Pc.Clock.IsBinary ? number : (number & 0x0F) > 9 || number >> 4 > 9 ? -1 : (number >> 4) * 10 + (number & 0x0F);
        return hour is < 1 or > 12 ? -1 : hour % 12 + (isAfternoon ? 12 : 0);
    }

    /// <summary>What the contract says that the clock of this world has to give.</summary>
    private sealed class Model(ClockWorld world) : IClock, IModelJudge
    {
        public Result<CalendarTime, ClockError> Now() => At(world.Shown);

        /// <summary>Time passes within a call: any moment of it will do.</summary>
        public bool Accepts(ModelComparison comparison)
        {
            string actual = Observed.Text(comparison.Actual.Value);
            for (DateTime moment = world._beforeCall; moment <= world.Shown; moment = moment.AddMicroseconds(100))
            {
                if (Observed.Text(At(moment)) == actual)
                    return true;
            }
            return false;
        }

        private Result<CalendarTime, ClockError> At(DateTime moment)
        {
            if (world._isStopped || world._isUnsteady)
                return ClockError.NotReady;
            int second = world.Number(0x00, moment.Second);
            int minute = world.Number(0x02, moment.Minute);
            int hour = world.Hour(moment.Hour);
            int day = world.Number(0x07, moment.Day);
            int month = world.Number(0x08, moment.Month);
            int year = world.Number(0x09, moment.Year % 100);
            // Without a century, a machine is of the twenty-first.
            int century = world._forced.TryGetValue(CenturyRegister, out byte shown) && shown is 0x00 or 0xFF ? 20 : world.Number(CenturyRegister, moment.Year / 100);
            bool isTime = world.Pc.Clock.IsBatteryGood && second is >= 0 and <= 59 && minute is >= 0 and <= 59 && hour is >= 0 and <= 23
                && year is >= 0 and <= 99 && century is >= 1 and <= 99 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(century * 100 + year, month);
            return isTime ? new CalendarTime(century * 100 + year, month, day, hour, minute, second) : ClockError.InvalidTime;
        }
    }
}
