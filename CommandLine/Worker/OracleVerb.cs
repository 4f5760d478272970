using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Singular.Verifier.Oracle;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Worker;

/// <summary><c>oracle</c>: looks for mutants that the verifier accepts and that break when they run.</summary>
internal static class OracleVerb
{
    private static readonly Option<long> Mutants = new("--mutants") { Description = "Mutants to verify.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<long> Executed = new("--executed") { Description = "Accepted mutants to run, each on .NET and compiled by ilc.", DefaultValueFactory = _ => 2_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The number that everything random follows from.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Minutes = new("--time") { Description = "Stop after so many minutes.", DefaultValueFactory = _ => 24 * 60 };
    private static readonly Option<string> Keep = new("--keep") { Description = "Folder for holes.", DefaultValueFactory = _ => "oracle-holes" };
    private static readonly Option<string[]> Seeds = new("--seed-file") { Description = "One more valid assembly to mutate; may be given several times." };

    public static Command Create()
    {
        var command = new Command("oracle", "Mutate valid assemblies, verify the mutants and run those that are accepted; status 1 when one breaks.")
        {
            Mutants, Executed, Seed, Minutes, Keep, Seeds,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var options = new OracleOptions
        {
            Mutants = parsed.GetValue(Mutants),
            Executed = parsed.GetValue(Executed),
            Seed = parsed.GetValue(Seed),
            Time = TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
            Folder = Path.GetFullPath(parsed.GetValue(Keep)!),
            MoreSeeds = parsed.GetValue(Seeds) ?? [],
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            interrupt.Cancel();
        };
        var watch = Stopwatch.StartNew();
        var oracle = new SoundnessOracle(options);
        IReadOnlyList<Hole> holes = oracle.Run(statistics => Console.Error.WriteLine(Progress(statistics, watch.Elapsed)), interrupt.Token);
        Console.Write(Report(oracle.Statistics, watch.Elapsed));
        foreach (Hole hole in holes)
            Console.WriteLine(hole);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{holes.Count} holes"));
        if (holes.Count > 0)
            return ExitStatus.CheckFailed;
        interrupt.Token.ThrowIfCancellationRequested();
        return ExitStatus.Done;
    }

    private static string Progress(OracleStatistics statistics, TimeSpan time) => string.Create(CultureInfo.InvariantCulture,
        $"{time.TotalSeconds,6:0} s  {statistics.Verified,9:N0} verified  {statistics.Accepted,8:N0} accepted  {statistics.ExecutedOnDotNet,6:N0} run on .NET  {statistics.ExecutedNatively,6:N0} by ilc");

    private static string Report(OracleStatistics statistics, TimeSpan time)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"mutants verified        {statistics.Verified,12:N0}  ({statistics.Verified / time.TotalSeconds:N0} a second with running)");
        foreach (MutantKind kind in Enum.GetValues<MutantKind>())
            text.WriteLine($"  {kind,-20}  {statistics.VerifiedOf(kind),12:N0}  accepted {statistics.AcceptedOf(kind):N0}");
        text.WriteLine($"mutants accepted        {statistics.Accepted,12:N0}");
        text.WriteLine($"run on .NET             {statistics.ExecutedOnDotNet,12:N0}");
        text.WriteLine($"compiled by ilc and run {statistics.ExecutedNatively,12:N0}");
        text.WriteLine($"calls with inputs       {statistics.Trials,12:N0}  on each; ended for want of fuel, stack or patience: {statistics.Ended:N0}");
        text.WriteLine($"not run                 {statistics.NotHarmless,12:N0}  name members outside of the list; without inputs: {statistics.WithoutInputs:N0}; not writable with checks: {statistics.NotWoven:N0}");
        text.WriteLine($"not writable            {statistics.Unwritable,12:N0}");
        text.WriteLine($"features seen           {statistics.Features,12:N0}  bodies kept for them: {statistics.CorpusBodies:N0}");
        text.WriteLine($"time                    {time.TotalSeconds,12:N0}  s");
        text.WriteLine("refused by:");
        foreach ((string code, long count) in statistics.RefusedBy.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            text.WriteLine($"  {code,-32}{count,12:N0}");
        foreach ((string message, long count) in statistics.InternalErrors.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            text.WriteLine($"the verifier's own exception, {count:N0} times: {message}");
        return text.ToString();
    }
}
