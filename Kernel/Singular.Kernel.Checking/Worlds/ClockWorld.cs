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
    private const uint Stopped = 0x80;

    // Registers, and what no clock may show in them, in either way of writing numbers (MC146818A data sheet, table 2).
    private static readonly (string Name, int Register, byte Value)[] s_broken =
    [
        ("seconds 60", 0x00, 0x60), ("seconds 5A", 0x00, 0x5A), ("minutes 60", 0x02, 0x60), ("minutes FF", 0x02, 0xFF), ("hours 3F", 0x04, 0x3F),
        ("day 0", 0x07, 0x00), ("day 32", 0x07, 0x32), ("month 0", 0x08, 0x00), ("month 13", 0x08, 0x13), ("year FA", 0x09, 0xFA),
    ];

    private static readonly DateTime[] s_moments =
    [
        Moment(2000, 2, 29, 12, 0, 0), Moment(2100, 2, 28, 23, 59, 59), Moment(2024, 2, 29, 0, 0, 0), Moment(2099, 12, 31, 23, 59, 59),
        Moment(2026, 1, 31, 11, 59, 59), Moment(2026, 4, 30, 13, 0, 1), Moment(2027, 6, 30, 1, 30, 0), Moment(2028, 9, 30, 12, 59, 59), Moment(2029, 11, 30, 0, 30, 0), Moment(2030, 10, 31, 22, 10, 10),
        Moment(1999, 12, 31, 23, 59, 58), Moment(2023, 2, 28, 10, 20, 30), Moment(2400, 2, 29, 9, 9, 9), Moment(2026, 3, 31, 19, 0, 0),
    ];

    private readonly List<Stimulus> _stimuli;
    private DateTime _beforeCall;
    private bool _isBroken;
    private bool _isStopped;
    private bool _hasCentury = true;

    internal ClockWorld(DriverUnderCheck driver)
        : base(driver)
    {
        _beforeCall = Time.Now;
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
            new("the battery fails", () => Pc.Clock.IsBatteryGood = false),
            new("the battery is good", () => Pc.Clock.IsBatteryGood = true),
            new("somebody stops the clock to set it", Stop),
            new("the firmware keeps no century (00)", () => LoseCentury(0x00)),
            new("the firmware keeps no century (FF)", () => LoseCentury(0xFF)),
            .. s_broken.Select(fault => new Stimulus($"the clock shows {fault.Name}", () => Break(fault.Register, fault.Value))),
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
        Platform.Ports.Write(IndexPort, 1, RegisterB);
        uint mode = Platform.Ports.Read(DataPort, 1);
        Platform.Ports.Write(DataPort, 1, mode | Stopped);
    }

    private void LoseCentury(byte value)
    {
        _hasCentury = false;
        Pc.Clock.Force(0x32, value);
    }

    private void Break(int register, byte value)
    {
        _isBroken = true;
        Pc.Clock.Force(register, value);
    }

    /// <summary>What the contract says that the clock of this world has to give.</summary>
    private sealed class Model(ClockWorld world) : IClock, IModelJudge
    {
        public Result<CalendarTime, ClockError> Now() => At(world.Shown);

        /// <summary>Time passes within a call: any moment of it will do.</summary>
        public bool Accepts(ModelComparison comparison)
        {
            if (comparison.Actual.Value is not Result<CalendarTime, ClockError> { IsOk: true } actual || comparison.Expected.Value is not Result<CalendarTime, ClockError> { IsOk: true })
                return false;
            for (DateTime moment = world._beforeCall; moment <= world.Shown; moment = moment.AddMicroseconds(100))
            {
                if (At(moment).Value == actual.Value)
                    return true;
            }
            return false;
        }

        private Result<CalendarTime, ClockError> At(DateTime moment)
        {
            if (world._isStopped)
                return ClockError.NotReady;
            if (!world.Pc.Clock.IsBatteryGood || world._isBroken)
                return ClockError.InvalidTime;
            CalendarTime time = WorldClock.Of(moment);
            if (world._hasCentury)
                return time;
            // Without a century, a machine is of the twenty-first.
            time = time with { Year = 2000 + time.Year % 100 };
            return time.Day <= DateTime.DaysInMonth(time.Year, time.Month) ? time : ClockError.InvalidTime;
        }
    }
}
