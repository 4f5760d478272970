using FsCheck;
using FsCheck.Fluent;
using Singular.Contracts;
using Singular.Drivers.Clocks;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Clocks;

public sealed class CmosClockTests
{
    /// <summary>Far enough from the update cycle for a whole reading.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Every_mode_shows_the_same_time() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(500)),
        Prop.ForAll(Moments().ToArbitrary(), Modes().ToArbitrary(), (time, mode) =>
        {
            CmosClock clock = Clock(time + Quiet, out Mc146818 device);
            device.IsBinary = mode.IsBinary;
            device.Is24Hours = mode.Is24Hours;
            Assert.Equal(Calendar(time), clock.Now().Value);
        }));

    [Fact]
    public void Each_hour_of_the_day_is_right_in_12_hour_mode()
    {
        for (int hour = 0; hour < 24; hour++)
        {
            CmosClock clock = Clock(new DateTime(2026, 11, 23, hour, 59, 58) + Quiet, out Mc146818 device);
            device.Is24Hours = false;
            Assert.Equal(hour, clock.Now().Value.Hour);
        }
    }

    /// <summary>Each access takes a while, up to longer than a whole update, as when the processor is taken away. Whatever the
    /// phase, the answer is a time that the clock showed between the call and its end.</summary>
    [Fact]
    public void The_update_cycle_never_shows_through() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(2_000)),
        Prop.ForAll(
            Moments().ToArbitrary(),
            Gen.Choose(-30_000, 30_000).ToArbitrary(),
            Gen.Choose(1, 2_400).ListOf().Where(costs => costs.Count > 0).ToArbitrary(),
            (second, phase, costs) =>
            {
                DateTime start = second.AddMicroseconds(phase);
                CmosClock clock = Clock(start, out Mc146818 device, out SimulatedTime time);
                int access = 0;
                device.Accessing += () => time.Advance(TimeSpan.FromMicroseconds(costs[access++ % costs.Count]));
                CalendarTime shown = clock.Now().Value;
                var answer = new DateTime(shown.Year, shown.Month, shown.Day, shown.Hour, shown.Minute, shown.Second);
                Assert.InRange(answer, start.AddMicroseconds(-2_000).AddSeconds(-1), time.Now);
                Assert.True(answer >= Whole(start) || start.Ticks % TimeSpan.TicksPerSecond < 20_000, $"{answer:O} at {start:O}");
            }));

    [Theory]
    [InlineData(0x02, 0x60)]
    [InlineData(0x02, 0x1A)]
    [InlineData(0x04, 0x24)]
    [InlineData(0x07, 0x00)]
    [InlineData(0x07, 0x32)]
    [InlineData(0x08, 0x00)]
    [InlineData(0x08, 0x13)]
    [InlineData(0x09, 0xA0)]
    [InlineData(0x32, 0x2F)]
    [InlineData(0x0D, 0x00)]
    public void A_date_that_does_not_exist_is_an_error(int register, byte value)
    {
        CmosClock clock = Clock(new DateTime(2026, 11, 23, 1, 2, 3) + Quiet, out Mc146818 device);
        device.Force(register, value);
        Assert.Equal(ClockError.InvalidTime, clock.Now().Error);
    }

    [Theory]
    [InlineData(2023, false)]
    [InlineData(2024, true)]
    [InlineData(2000, true)]
    [InlineData(1900, false)]
    [InlineData(2100, false)]
    public void The_29th_of_February_exists_in_leap_years_only(int year, bool exists)
    {
        CmosClock clock = Clock(new DateTime(year, 2, 28) + Quiet, out Mc146818 device);
        device.Force(0x07, 0x29);
        Assert.Equal(exists, clock.Now().IsOk);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void A_machine_that_keeps_no_century_is_of_this_one(byte century)
    {
        CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device);
        device.Force(0x32, century);
        Assert.Equal(2026, clock.Now().Value.Year);
    }

    [Fact]
    public void An_hour_of_twelve_hours_that_does_not_exist_is_an_error()
    {
        foreach (byte hour in new byte[] { 0x00, 0x13, 0x80, 0x93, 0x8A })
        {
            CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device);
            device.Is24Hours = false;
            device.Force(0x04, hour);
            Assert.Equal(ClockError.InvalidTime, clock.Now().Error);
        }
    }

    [Fact]
    public void An_update_that_never_ends_is_an_error()
    {
        CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device);
        device.Force(0x0A, 0xA6);
        Assert.Equal(ClockError.NotReady, clock.Now().Error);
    }

    [Fact]
    public void A_stopped_clock_and_an_empty_bus_are_errors()
    {
        CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device);
        device.Force(0x0B, 0x82);
        Assert.Equal(ClockError.NotReady, clock.Now().Error);

        var machine = new SimulatedMachine();
        Assert.Equal(ClockError.NotReady, new CmosClock(machine.CreatePorts(new SimulatedDomain(), 0x70, 2)).Now().Error);
    }

    [Fact]
    public void Registers_that_change_all_the_time_are_an_error()
    {
        CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device, out SimulatedTime time);
        device.Accessing += () => time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ClockError.NotReady, clock.Now().Error);
    }

    [Fact]
    public void Whatever_the_registers_hold_the_answer_is_a_date_or_an_error() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(2_000)),
        Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(10).ToArbitrary(), values =>
        {
            CmosClock clock = Clock(new DateTime(2026, 11, 23) + Quiet, out Mc146818 device);
            int[] registers = [0x00, 0x02, 0x04, 0x07, 0x08, 0x09, 0x0B, 0x0D, 0x32, 0x0C];
            for (int i = 0; i < registers.Length; i++)
                device.Force(registers[i], values[i]);
            if (clock.Now() is { IsOk: true } now)
                _ = new DateTime(now.Value.Year, now.Value.Month, now.Value.Day, now.Value.Hour, now.Value.Minute, now.Value.Second);
        }));

    [Fact]
    public void The_driver_uses_no_port_beyond_its_grant()
    {
        var machine = new SimulatedMachine();
        var domain = new SimulatedDomain();
        var clock = new CmosClock(machine.CreatePorts(domain, 0x70, 1));
        Assert.Throws<ResourceFaultException>(() => clock.Now());
        Assert.Equal("AccessOutsideGrant", domain.FaultCode);
    }

    private static CmosClock Clock(DateTime time, out Mc146818 device) => Clock(time, out device, out _);

    private static CmosClock Clock(DateTime start, out Mc146818 device, out SimulatedTime time)
    {
        var simulated = new SimulatedTime(start);
        time = simulated;
        var machine = new SimulatedMachine();
        device = new Mc146818(() => simulated.Now);
        machine.Attach(device, 0x70, 2);
        return new CmosClock(machine.CreatePorts(new SimulatedDomain(), 0x70, 2));
    }

    /// <summary>Whole seconds of the centuries that two BCD digits can tell apart from a machine that keeps none.</summary>
    private static Gen<DateTime> Moments() =>
        from year in Gen.Choose(100, 9_998)
        from day in Gen.Choose(0, 364)
        from second in Gen.Frequency((3, Gen.Choose(0, 86_399)), (1, Gen.Elements(0, 43_199, 43_200, 86_399)))
        select new DateTime(year, 1, 1).AddDays(day).AddSeconds(second);

    private static Gen<(bool IsBinary, bool Is24Hours)> Modes() =>
        from isBinary in Gen.Elements(true, false)
        from is24Hours in Gen.Elements(true, false)
        select (isBinary, is24Hours);

    private static DateTime Whole(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond);

    private static CalendarTime Calendar(DateTime time) =>
        new(time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second);
}
