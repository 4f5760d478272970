using Singular.CommandLine.Tests.Running;

namespace Singular.CommandLine.Tests;

/// <summary><c>singular check</c> of a driver that is handed endpoints, by a contract of its vendor's own, from the package alone.</summary>
public sealed class VendorCallBackCheckTests : IDisposable
{
    private const string Contract =
        """
        namespace Acme.Bells;

        public enum BellError { NobodyListens, Refused }

        [Contract("acme.bells", 1, 0)]
        public interface IBells
        {
            Result<int, BellError> Tell(IListener listener, string text);
            void Keep(IListener listener);
            Result<int, BellError> Ring(int number);
            void Forget();
        }

        [Contract("acme.bells.listener", 1, 0)]
        public interface IListener { Result<int, BellError> Hear(int number, string text); [Ends] void Close(); }
        """;

    private const string Bells =
        """
        namespace Acme;
        using Acme.Bells;

        [Driver(Provides = typeof(IBells))]
        public sealed class BellsDriver : IBells
        {
            private IListener? _kept;

            public Result<int, BellError> Tell(IListener listener, string text)
            {
                try { return listener.Hear(text.Length, text); }
                catch (ChannelException) { return BellError.Refused; }
                finally { End(listener); }
            }

            public void Keep(IListener listener)
            {
                IListener? before = _kept;
                _kept = listener;
                End(before);
            }

            public Result<int, BellError> Ring(int number)
            {
                if (_kept is not { } listener)
                    return BellError.NobodyListens;
                try { return listener.Hear(number, "ring"); }
                catch (ChannelException) { return BellError.Refused; }
            }

            public void Forget()
            {
                IListener? before = _kept;
                _kept = null;
                End(before);
            }

            private static void End(IListener? listener)
            {
                try { listener?.Close(); }
                catch (ChannelException) { }
            }
        }
        """;

    private static readonly string s_runs = Environment.GetEnvironmentVariable("SINGULAR_CHECK_RUNS") is { Length: > 0 } runs ? runs : "20";

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-bells-").FullName;
    private string? _contract;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_driver_that_calls_back_keeps_both_contracts_in_both_placements()
    {
        string output = Check(Bells).Expect(0).Output;
        Assert.Contains("kept    answers, protocol, deaths and restarts (kernel and process)", output, StringComparison.Ordinal);
        Assert.Contains("kept    IBells.Keep keeps no endpoint for ever (process)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_calls_after_the_end_is_found_with_what_leads_to_it()
    {
        string output = Check(Bells.Replace("        _kept = null;\n", "", StringComparison.Ordinal), "--placement", "kernel").Expect(1).Output;
        Assert.Contains("which has to be refused, because listener1 has ended; it was", output, StringComparison.Ordinal);
        Assert.Contains("server.Keep(listener1);", output, StringComparison.Ordinal);
    }

    /// <summary>In the booted system, where SINGULAR_CHECK_IN_GUEST is set: it takes two boot images.</summary>
    [Fact]
    public void In_the_booted_system_too()
    {
        if (Environment.GetEnvironmentVariable("SINGULAR_CHECK_IN_GUEST") is { Length: > 0 })
            Assert.Contains("kept    IBells.Keep keeps no endpoint for ever (process in the guest)", Check(Bells, "--in-guest").Expect(0).Output, StringComparison.Ordinal);
    }

    private CommandResult Check(string source, params string[] options)
    {
        _contract ??= DriverPackages.Compile(_folder, "Acme.Bells", Contract);
        string package = DriverPackages.Pack(Path.Combine(_folder, "package"), "Acme.BellsDriver", source, false, _contract);
        return Command.Run(["check", package, "--runs", s_runs, .. options]);
    }
}
