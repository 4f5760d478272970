using Singular.Channels.Runtime;
using Singular.Contracts;

namespace Singular.Channels.Testing.Tests;

/// <summary>A server that does not come back from a call is found and reported; the check does not hang with it.</summary>
public sealed class HangTests
{
    [Fact]
    public void A_server_that_hangs_is_a_violation_with_its_seed()
    {
        string text = WhatIsFound(static release => new StoppedWorld(release));
        Assert.Contains("IClock.Now has not come back: the server hangs in it", text, StringComparison.Ordinal);
        Assert.Contains("server.Now();", text, StringComparison.Ordinal);
        Assert.Contains("seed 5, found in run", text, StringComparison.Ordinal);
    }

    /// <summary>As a driver does that hangs in the handler of its interrupt.</summary>
    [Fact]
    public void A_server_that_hangs_in_work_of_its_own_is_one_too()
    {
        string text = WhatIsFound(static release => new RestlessWorld(release));
        Assert.Contains("What the server does by itself has not come back: the server hangs in it", text, StringComparison.Ordinal);
    }

    /// <param name="world">Makes a world whose server hangs until the event is set.</param>
    private static string WhatIsFound(Func<ManualResetEventSlim, ContractFixture> world)
    {
        using var release = new ManualResetEventSlim();
        var check = new ContractCheck(typeof(IClock), [LocalPlacement.InKernel(typeof(IClock), () => world(release))])
        {
            Runs = 20,
            Seed = 5,
            Patience = TimeSpan.Zero,
        };
        ContractReport report = check.Run();
        release.Set();
        Assert.False(report.IsKept);
        return report.ToString();
    }

    /// <summary>The second time it does not come to rest.</summary>
    private sealed class RestlessWorld(ManualResetEventSlim release) : ContractFixture
    {
        private int _times;

        public override object Start(Domain domain) => new StoppedClock(release);

        public override void Settle()
        {
            if (++_times == 2)
                release.Wait();
        }
    }

    private sealed class StoppedWorld(ManualResetEventSlim release) : ContractFixture
    {
        public override object Start(Domain domain) => new StoppedClock(release);
    }

    /// <summary>The third reading does not end.</summary>
    private sealed class StoppedClock(ManualResetEventSlim release) : IClock
    {
        private int _readings;

        public Result<CalendarTime, ClockError> Now()
        {
            if (++_readings == 3)
                release.Wait();
            return new CalendarTime(2026, 11, 26, 0, 0, 0);
        }
    }
}
