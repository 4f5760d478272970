using Singular.Channels;
using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>The PC's clock, which stands still and shows what it is told to.</summary>
internal sealed class GuestClockWorld : GuestWorld
{
    // Values at the edges of what a register may show, in either way of writing numbers.
    private static readonly (string Name, byte Register, byte[] Values)[] s_shown =
    [
        ("seconds", CmosRegisters.Seconds, [0x00, 0x3B, 0x59, 0x60, 0x5A, 0x3C]), ("minutes", CmosRegisters.Minutes, [0x00, 0x3B, 0x59, 0x60, 0xFF, 0x3C]),
        ("hours", CmosRegisters.Hours, [0x00, 0x01, 0x0C, 0x12, 0x13, 0x17, 0x18, 0x23, 0x24, 0x3F, 0x80, 0x81, 0x8C, 0x92, 0x93]),
        ("the day", CmosRegisters.Day, [0x00, 0x01, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x28, 0x29, 0x30, 0x31, 0x32]),
        ("the month", CmosRegisters.Month, [0x00, 0x01, 0x02, 0x0C, 0x0D, 0x12, 0x13]), ("the year", CmosRegisters.Year, [0x00, 0x01, 0x04, 0x63, 0x64, 0x99, 0xFA]),
        ("the century", CmosRegisters.Century, [0x00, 0x01, 0x02, 0x63, 0x64, 0x99, 0xFA, 0xFF]),
    ];

    private static readonly DateTime[] s_moments =
    [
        new(2000, 2, 29, 12, 0, 0), new(2100, 2, 28, 23, 59, 59), new(2024, 2, 29, 0, 0, 0), new(2099, 12, 31, 23, 59, 59), new(2026, 1, 31, 11, 59, 59),
        new(2026, 4, 30, 13, 0, 1), new(2027, 6, 30, 1, 30, 0), new(2028, 9, 30, 12, 59, 59), new(1999, 12, 31, 23, 59, 58), new(2400, 2, 29, 9, 9, 9), new(2026, 12, 1, 0, 30, 0),
    ];

    private readonly CmosRegisters _clock;
    private readonly List<Stimulus> _stimuli;
    private DateTime _last = s_moments[0];

    internal GuestClockWorld(GuestMachine machine)
        : base(machine)
    {
        _clock = new CmosRegisters(machine);
        Show(_last);
        _stimuli =
        [
            .. s_moments.Select(moment => new Stimulus($"it becomes {moment:s}", () => Show(moment))),
            new("a second passes", () => Show(_last.AddSeconds(1))),
            new("numbers are binary", () => _clock.SetMode(isBinary: true, _clock.Is24Hours)),
            new("numbers are decimal", () => _clock.SetMode(isBinary: false, _clock.Is24Hours)),
            new("hours are of 12", () => _clock.SetMode(_clock.IsBinary, is24Hours: false)),
            new("hours are of 24", () => _clock.SetMode(_clock.IsBinary, is24Hours: true)),
            new("somebody stops the clock to set it", () => _clock.BeSet(isOn: true)),
            .. s_shown.SelectMany(shown => shown.Values.Select(value => new Stimulus($"for {shown.Name} the clock shows {value:X2}", () => _clock.Force(shown.Register, value)))),
            .. Enumerable.Repeat(new Stimulus("the clock shows the time again", () => Show(_last)), 8),
        ];
    }

    public override IReadOnlyList<Stimulus> Stimuli => _stimuli;

    public override object StartModel() => new Model(_clock);

    private void Show(DateTime moment)
    {
        _last = moment;
        _clock.BeSet(isOn: false);
        _clock.Show(moment);
    }

    /// <summary>What the contract says that a clock with these registers has to give.</summary>
    private sealed class Model(CmosRegisters clock) : IClock
    {
        public Result<CalendarTime, ClockError> Now()
        {
            if (clock.IsBeingSet)
                return ClockError.NotReady;
            // Without a century, a machine is of the twenty-first.
            int year = (clock[CmosRegisters.Century] is 0x00 or 0xFF ? 20 : clock.Number(CmosRegisters.Century)) * 100 + clock.Number(CmosRegisters.Year);
            int month = clock.Number(CmosRegisters.Month), day = clock.Number(CmosRegisters.Day), hour = clock.Hour();
            int minute = clock.Number(CmosRegisters.Minutes), second = clock.Number(CmosRegisters.Seconds);
            bool isTime = clock.Number(CmosRegisters.Year) is >= 0 and <= 99 && year is >= 100 and <= 9999 && month is >= 1 and <= 12 && day >= 1
                && day <= DateTime.DaysInMonth(year, month) && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59;
            return isTime ? new CalendarTime(year, month, day, hour, minute, second) : ClockError.InvalidTime;
        }
    }
}
