using System.Globalization;
using Mono.Cecil;
using Singular.Verifier.Oracle.Execution;
using Xunit.Abstractions;

namespace Singular.Verifier.Oracle.Tests;

public sealed class OracleRunTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oracle").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_accepted_mutant_breaks()
    {
        int seed = Setting("SINGULAR_SEED", 2025);
        output.WriteLine($"seed {seed}");
        var oracle = new SoundnessOracle(new OracleOptions { Mutants = Setting("SINGULAR_ORACLE_MUTANTS", 2_000), Executed = 100, Seed = seed, Folder = _folder, ShrunkHoles = 0 });
        IReadOnlyList<Hole> holes = oracle.Run();
        Assert.True(holes.Count == 0, $"seed {seed}: {string.Join(Environment.NewLine, holes)}");
        Assert.InRange(oracle.Statistics.Verified, 2_000, long.MaxValue);
        Assert.InRange(oracle.Statistics.ExecutedOnDotNet, 80, long.MaxValue);
        Assert.InRange(oracle.Statistics.ExecutedNatively, 80, long.MaxValue);
    }

    [Fact]
    public void A_verifier_without_a_rule_is_caught()
    {
        // What is on the stack does not have to be what is wanted there: the oracle has to see objects of wrong types.
        var oracle = new SoundnessOracle(new OracleOptions
        {
            Mutants = 600,
            Executed = 100,
            Seed = 3,
            Folder = _folder,
            ShrunkHoles = 1,
            RunsNatively = false,
            IgnoredCodes = new HashSet<string> { "StackUnexpected" },
        });
        IReadOnlyList<Hole> holes = oracle.Run();
        Assert.Contains(holes, hole => hole.Kind is "WrongType" or "Signal");
        Assert.All(holes, hole => Assert.True(File.Exists(hole.File) && File.Exists(Path.ChangeExtension(hole.File, ".txt"))));
    }

    [Fact]
    public void The_same_seed_makes_the_same_mutants()
    {
        var verdicts = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            var oracle = new SoundnessOracle(new OracleOptions { Mutants = 400, Executed = 0, Seed = 11, Folder = _folder });
            oracle.Run();
            verdicts.Add(string.Join(' ', oracle.Statistics.RefusedBy.OrderBy(pair => pair.Key, StringComparer.Ordinal)) + oracle.Statistics.Accepted);
        }
        Assert.Equal(verdicts[0], verdicts[1]);
    }

    [Fact]
    public void Methods_that_end_in_harmful_members_are_not_run()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "Singular.Verifier.Oracle.Runtime.dll"));
        HashSet<string> harmless = [.. HarmlessMembers.MethodsOf(module).Select(method => $"{method.DeclaringType.Name}::{method.Name}")];
        // The second calls the first, which ends the process.
        Assert.DoesNotContain("Trials::EndForWantOfFuel", harmless);
        Assert.DoesNotContain("Sentinel::Burn", harmless);
        Assert.Contains("Functions::Nothing", harmless);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
