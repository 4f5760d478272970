using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary>A driver hands an object of its own to another one, which calls it back: at once, which is refused, and later, from work of its own. The same answers in
/// each placement of either.</summary>
[Collection(RootCollection.Name)]
public sealed class VendorCallBackTests(DevelopmentRoot root) : IDisposable
{
    private const string Contract =
        """
        namespace Acme.Bell;
        using System.Threading.Tasks;

        public enum BellError { NobodyListens, Refused }

        [Contract("acme.bell", 1, 0)]
        public interface IBell
        {
            Result<int, BellError> Tell(IListener listener, string text);
            void Keep(IListener listener);
            Result<int, BellError> Ring(int number);
            int Kept();
        }

        [Contract("acme.echo", 1, 0)]
        public interface IEcho { ValueTask<int> Soon(); void Go(); }

        [Contract("acme.listener", 1, 0)]
        public interface IListener { int Hear(int number, string text); [Ends] void Close(); }
        """;

    /// <summary>Rings once by itself, as soon as the client that has handed the listener over is in no call.</summary>
    private const string Bell =
        """
        namespace Acme;
        using Acme.Bell;
        using System.Threading.Tasks;

        [Driver(Provides = typeof(IBell))]
        public sealed class BellDriver(IEcho echo) : IBell
        {
            private IListener? _kept;
            private int _count;

            public Result<int, BellError> Tell(IListener listener, string text)
            {
                try { return listener.Hear(1, text); }
                catch (ChannelProtocolException) { return BellError.Refused; }
                finally { listener.Close(); }
            }

            public void Keep(IListener listener)
            {
                IListener? before = _kept;
                _kept = listener;
                _count++;
                before?.Close();
                _ = Later();
            }

            private async ValueTask<int> Later()
            {
                for (int i = 0; i < 1_000; i++)
                {
                    ValueTask<int> soon = echo.Soon();
                    echo.Go();
                    await soon;
                    try { return _kept is { } listener ? listener.Hear(100, "event") : 0; }
                    catch (ChannelProtocolException) { }
                }
                return 0;
            }

            public Result<int, BellError> Ring(int number)
            {
                if (_kept is not { } listener)
                    return BellError.NobodyListens;
                try { return listener.Hear(number, "ring"); }
                catch (ChannelException) { return BellError.Refused; }
            }

            public int Kept() => _count;
        }
        """;

    /// <summary>Completes a task when it is told to, so that who has awaited it goes on in work of its own.</summary>
    private const string Echo =
        """
        namespace Acme;
        using Acme.Bell;
        using System.Threading.Tasks;

        [Driver(Provides = typeof(IEcho))]
        public sealed class EchoDriver : IEcho
        {
            private TaskCompletionSource<int>? _waiter;

            public ValueTask<int> Soon()
            {
                _waiter ??= new TaskCompletionSource<int>();
                return new ValueTask<int>(_waiter.Task);
            }

            public void Go()
            {
                TaskCompletionSource<int>? waiter = _waiter;
                _waiter = null;
                waiter?.SetResult(1);
            }
        }
        """;

    /// <summary>The time that it tells: how many events it has heard, how many of its listeners were ended, how often a call into it was refused while
    /// it was in the call itself.</summary>
    private const string BellClock =
        """
        namespace Acme;
        using Acme.Bell;

        [Driver(Provides = typeof(IClock))]
        public sealed class BellClock(IBell bell) : IClock
        {
            private int _events, _ended, _refused;

            public Result<CalendarTime, ClockError> Now()
            {
                if (_refused == 0)
                {
                    Result<int, BellError> told = bell.Tell(new Ear(this), "now");
                    if (!told.IsOk && told.Error == BellError.Refused)
                        _refused++;
                    bell.Keep(new Ear(this));
                }
                return new CalendarTime(2026, 1, 1, _events, _ended, _refused);
            }

            private sealed class Ear(BellClock clock) : IListener
            {
                public int Hear(int number, string text)
                {
                    if (number == 100 && text == "event")
                        clock._events++;
                    return 2 * number;
                }

                public void Close() => clock._ended++;
            }
        }
        """;

    // Events come on their own: they are there after a few commands.
    private static readonly string[] s_script =
        [.. Enumerable.Repeat("date", 30), "restart Acme.BellDriver", .. Enumerable.Repeat("date", 30), "drivers", "poweroff"];

    public void Dispose()
    {
        root.Place("CmosClock", "kernel");
        foreach (string id in (string[])["Acme.BellClock", "Acme.BellDriver", "Acme.EchoDriver"])
        {
            if (root.Run("list").Output.Contains(id, StringComparison.Ordinal))
                root.Run("remove", id).Expect(0);
        }
    }

    [Fact]
    public void A_driver_calls_back_in_every_placement()
    {
        root.Place("CmosClock", "deny");
        string contract = DriverPackages.Compile(root.Beside("bell"), "Acme.Bell", Contract);
        string[] packages =
        [
            DriverPackages.Pack(root.Beside("bell"), "Acme.EchoDriver", Echo, false, contract),
            DriverPackages.Pack(root.Beside("bell"), "Acme.BellDriver", Bell, false, contract),
            DriverPackages.Pack(root.Beside("bell"), "Acme.BellClock", BellClock, false, contract),
        ];
        foreach (string package in packages)
            root.Run("sign", package).Expect(0);
        root.Run(["install", "--no-compile", .. packages]).Expect(0);

        root.Place("Acme.EchoDriver", "kernel");
        foreach ((string bell, string clock) in ((string, string)[])[("kernel", "kernel"), ("process", "process"), ("kernel", "process"), ("process", "kernel")])
        {
            root.Place("Acme.BellDriver", bell);
            root.Place("Acme.BellClock", clock);
            Check(root.Boot(s_script, "--hosted"), bell, clock);
        }
        Check(root.Boot(s_script), "process", "kernel");
    }

    private static void Check(CommandResult booted, string bell, string clock)
    {
        string transcript = booted.Expect(0).Output;
        string place = $"bell in {bell}, clock in {clock}:\n{transcript}\n{booted.Error}";
        string[] times = [.. transcript.Split('\n').Select(line => line.Trim()).Where(line => line.EndsWith("UTC", StringComparison.Ordinal))];
        Assert.True(times.Length == 60, place);
        // One event heard, what Tell got ended, one call refused; then what Keep got has ended with the bell.
        Assert.True(times[29] == "2026-01-01 01:01:01 UTC", place);
        Assert.True(times[59] == "2026-01-01 01:02:01 UTC", place);
        Assert.Matches($"Acme.BellDriver#0 .*{bell}", transcript);
        Assert.Matches($"Acme.BellClock#0 .*{clock}", transcript);
    }
}
