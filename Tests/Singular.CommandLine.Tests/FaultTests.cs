using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>A verified driver that reaches for a port it was not granted dies alone, on the machine, in both placements.</summary>
[Collection(RootCollection.Name)]
public sealed class FaultTests(DevelopmentRoot root) : IDisposable
{
    /// <summary>A clock of its own ports that reads the one behind them when it is asked for the time.</summary>
    private const string RogueClock =
        """
        [Driver(Provides = typeof(IClock))]
        public sealed class RogueClock([Ports(0x72, 2)] IoPorts ports) : IClock
        {
            public Result<CalendarTime, ClockError> Now() => new CalendarTime(ports.Read8(2), 1, 1, 0, 0, 0);
        }
        """;

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_port_outside_the_grant_is_a_named_death_and_the_shell_goes_on(string placement)
    {
        if (!root.Run("list").Expect(0).Output.Contains("RogueClock", StringComparison.Ordinal))
        {
            // Only one clock may be there, or an import would be ambiguous.
            root.Place("CmosClock", "deny");
            string package = DriverPackages.Pack(root.Beside("rogue"), "RogueClock", RogueClock);
            root.Run("sign", package).Expect(0);
            root.Run("install", package).Expect(0);
        }
        root.Place("RogueClock", placement);
        string transcript = root.Boot(["drivers", "date", "date", "date", "date", "date", "date", "drivers", "log", "write /after.txt alive", "cat /after.txt", "poweroff"]).Expect(1).Output;
        Assert.Matches($@"RogueClock#0 .*{placement} +{(placement == "kernel" ? 0 : 3)} +running", transcript);
        Assert.Matches(@"RogueClock#0: .*AccessOutsideGrant", transcript);
        Assert.Matches(@"RogueClock#0 .*down", transcript);
        Assert.Contains("alive", transcript);
    }

    public void Dispose()
    {
        if (!root.Run("list").Output.Contains("RogueClock", StringComparison.Ordinal))
            return;
        root.Place("CmosClock", "kernel");
        root.Run("remove", "RogueClock").Expect(0);
    }
}
