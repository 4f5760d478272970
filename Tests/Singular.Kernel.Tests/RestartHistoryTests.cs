using Singular.Kernel.Supervision;
using Singular.Manifests;

namespace Singular.Kernel.Tests;

public class RestartHistoryTests
{
    [Fact]
    public void The_pause_doubles_until_the_rule_is_used_up()
    {
        var history = new RestartHistory(new RestartRule(3, 60));
        Assert.Equal(TimeSpan.FromMilliseconds(100), history.Died(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), history.Died(TimeSpan.FromSeconds(2)));
        Assert.Equal(TimeSpan.FromMilliseconds(400), history.Died(TimeSpan.FromSeconds(3)));
        Assert.Null(history.Died(TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void Restarts_outside_the_window_do_not_count()
    {
        var history = new RestartHistory(new RestartRule(1, 10));
        Assert.NotNull(history.Died(TimeSpan.FromSeconds(1)));
        Assert.NotNull(history.Died(TimeSpan.FromSeconds(12)));
        Assert.Null(history.Died(TimeSpan.FromSeconds(13)));
    }

    [Fact]
    public void The_pause_has_an_upper_end()
    {
        var history = new RestartHistory(new RestartRule(1000, 3600));
        for (int death = 0; death < 500; death++)
            Assert.True(history.Died(TimeSpan.Zero) <= RestartHistory.LongestDelay);
    }

    [Fact]
    public void A_rule_of_zero_allows_none_and_a_reset_begins_anew()
    {
        Assert.Null(new RestartHistory(RestartRule.Never).Died(TimeSpan.Zero));
        var history = new RestartHistory(new RestartRule(1, 60));
        history.Died(TimeSpan.Zero);
        history.Reset();
        Assert.NotNull(history.Died(TimeSpan.Zero));
    }
}
