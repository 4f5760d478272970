using FsCheck;
using FsCheck.Fluent;
using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers.Testing;

namespace Acme.Driver_1.Tests;

/// <summary>Laws that the driver keeps, tried on values that FsCheck makes up. A law that breaks is shown with the smallest
/// values that break it.</summary>
public sealed class RealTimeClockTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500);

    private readonly SimulatedClock _device = new();
    private readonly SimulatedDomain _domain = new();
    private readonly RealTimeClock _clock;

    public RealTimeClockTests()
    {
        var machine = new SimulatedMachine();
        machine.Attach(_device, 0x70, 2);
        _clock = new RealTimeClock(machine.CreatePorts(_domain, 0x70, 2));
    }

    [Fact]
    public void Every_moment_is_shown_as_it_is_whatever_the_mode() => Check.One(Thorough, Prop.ForAll(
        Moments().ToArbitrary(), Gen.Elements<byte>(0x00, 0x02, 0x04, 0x06).ToArbitrary(), (moment, mode) =>
        {
            _device[0x0B] = mode;
            _device.Show(moment);
            CalendarTime shown = _clock.Now().Value;
            Assert.Equal(moment, new DateTime(shown.Year, shown.Month, shown.Day, shown.Hour, shown.Minute, shown.Second));
        }));

    /// <summary>Hardware may hold anything. A driver answers with a date that exists or with an error that the contract declares;
    /// it neither throws nor reaches beyond its ports.</summary>
    [Fact]
    public void Whatever_the_registers_hold_the_answer_keeps_the_contract() => Check.One(Thorough.WithMaxTest(5_000), Prop.ForAll(
        Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), 128).ToArbitrary(), registers =>
        {
            for (int register = 0; register < registers.Length; register++)
                _device[register] = registers[register];
            _device[0x0A] &= 0x7F;
            Result<CalendarTime, ClockError> answer = _clock.Now();
            Assert.True(_domain.IsAlive, _domain.FaultDetail);
            if (answer.IsOk)
                Assert.True(Exists(answer.Value), $"{answer.Value} does not exist");
            else
                Assert.Equal(ClockError.InvalidTime, answer.Error);
        }));

    /// <summary>The contract is repeatable: asking twice is the same as asking once.</summary>
    [Fact]
    public void While_no_time_passes_the_answer_stays_the_same() => Check.One(Thorough, Prop.ForAll(
        Moments().ToArbitrary(), moment =>
        {
            _device.Show(moment);
            Assert.Equal(_clock.Now(), _clock.Now());
        }));

    /// <summary>A second may end between two registers. The answer is the second before or the one after, never a mixture.</summary>
    [Fact]
    public void A_second_that_ends_while_it_is_read_never_shows_half() => Check.One(Thorough, Prop.ForAll(
        Moments().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (moment, change) =>
        {
            DateTime next = moment.AddSeconds(1);
            int reads = 0;
            void OnReading(int register)
            {
                if (++reads == change)
                    _device.Show(next);
            }

            _device.Show(moment);
            _device.Reading += OnReading;
            CalendarTime shown = _clock.Now().Value;
            _device.Reading -= OnReading;
            var answer = new DateTime(shown.Year, shown.Month, shown.Day, shown.Hour, shown.Minute, shown.Second);
            Assert.True(answer == moment || answer == next, $"{answer:s} is neither {moment:s} nor {next:s}");
        }));

    [Fact]
    public void A_clock_that_is_busy_for_ever_is_not_ready()
    {
        _device[0x0A] = 0x80;
        Assert.Equal(ClockError.NotReady, _clock.Now().Error);
    }

    private static bool Exists(CalendarTime time) =>
        time.Year is >= 1 and <= 9999 && time.Month is >= 1 and <= 12 && time.Day >= 1 && time.Day <= DateTime.DaysInMonth(time.Year, time.Month)
        && time.Hour is >= 0 and <= 23 && time.Minute is >= 0 and <= 59 && time.Second is >= 0 and <= 59;

    private static Gen<DateTime> Moments() =>
        Gen.Choose(0, 9_000).SelectMany(days => Gen.Choose(0, 86_398).Select(second =>
            new DateTime(2000, 1, 1).AddDays(days * 3).AddSeconds(second)));
}
