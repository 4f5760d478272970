using Singular.Builder;
using Singular.Builder.Compile;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Runs batches of accepted files on both runtimes and keeps what is a hole.</summary>
internal sealed class Executor : IDisposable
{
    private readonly ProgramWriter _writer;
    private readonly ProgramHost _host;
    private readonly OracleStatistics _statistics;
    private readonly HoleShrinker _shrinker;
    private readonly string _folder;
    private readonly int _seed;
    private readonly int _shrunkHoles;
    private readonly bool _runsNatively;
    private readonly List<Hole> _holes = [];

    public Executor(OracleOptions options, OracleStatistics statistics, HoleShrinker shrinker, Toolchain toolchain)
    {
        _writer = new ProgramWriter(ProgramHost.FrameworkFolders(toolchain));
        _host = new ProgramHost(toolchain, Path.Combine(options.Folder, "running"));
        _statistics = statistics;
        _shrinker = shrinker;
        _folder = options.Folder;
        _seed = options.Seed;
        _shrunkHoles = options.ShrunkHoles;
        _runsNatively = options.RunsNatively;
    }

    public IReadOnlyList<Hole> Holes => _holes;

    public void Run(IReadOnlyList<ExecutionUnit> units)
    {
        TrialProgram program = _writer.Write(units, _seed);
        _statistics.NotHarmless += program.NotHarmless;
        _statistics.WithoutInputs += program.WithoutInputs;
        _statistics.NotWoven += program.NotWoven;
        _statistics.Trials += program.Trials.Count;
        HashSet<ExecutionUnit> broken = RunOnDotNet(program);
        _statistics.ExecutedOnDotNet += program.Mutants;
        if (!_runsNatively)
            return;
        // What .NET does not take would only keep the compiler from compiling the rest.
        if (broken.Count == 0)
            RunNatively(units, program);
        else if (units.Where(unit => !broken.Contains(unit)).ToList() is { Count: > 0 } rest)
            RunNatively(rest, _writer.Write(rest, _seed));
    }

    /// <summary>Runs all and returns the files with holes.</summary>
    private HashSet<ExecutionUnit> RunOnDotNet(TrialProgram program)
    {
        ProgramRun run = _host.OnDotNet(program);
        run.Run(0, program.Trials.Count);
        _statistics.Ended += run.Ended;
        Keep(program, run.Observations, ".NET");
        return [.. run.Observations.Select(observation => program.Trials[observation.Trial].Unit)];
    }

    private void RunNatively(IReadOnlyList<ExecutionUnit> units, TrialProgram program)
    {
        ProgramRun run;
        try
        {
            run = _host.Natively(program);
        }
        catch (BuildException failure)
        {
            // A reference in an attribute can be damaged without any effect on types; the builder refuses it on the way of a driver. One in
            // code would have been missing on .NET, too.
            if (units.Count == 1 && failure.Code == BuildCode.UnresolvedReference)
            {
                _statistics.NotWoven += units[0].Mutants;
                return;
            }
            // Halve until the file that the compiler does not take is alone.
            if (units.Count == 1)
            {
                KeepUnit(units[0], new Observation(0, failure.Code == BuildCode.CompilerWillThrow ? "CompilerThrows" : "CompilerFails", failure.Message), units[0].Seed, "ilc");
                return;
            }
            int half = units.Count / 2;
            foreach (IReadOnlyList<ExecutionUnit> part in (IReadOnlyList<ExecutionUnit>[])[[.. units.Take(half)], [.. units.Skip(half)]])
                RunNatively(part, _writer.Write(part, _seed));
            return;
        }
        run.Run(0, program.Trials.Count);
        _statistics.Ended += run.Ended;
        _statistics.ExecutedNatively += program.Mutants;
        Keep(program, run.Observations, "ilc");
    }

    private void Keep(TrialProgram program, IReadOnlyList<Observation> observations, string runtime)
    {
        // One report for each mutant and kind: a broken mutant breaks in every trial.
        foreach (Observation observation in observations.DistinctBy(seen => (program.Trials[seen.Trial].Unit.Number, MutantOf(program.Trials[seen.Trial]), seen.Kind)))
        {
            Trial trial = program.Trials[observation.Trial];
            // Shrinking starts many processes; when there are so many holes, the first ones say enough.
            ExecutionUnit unit = _holes.Count < _shrunkHoles ? _shrinker.Shrink(trial, observation, this) : trial.Unit with { Methods = [trial.Method] };
            KeepUnit(unit, observation, trial.Name, runtime);
        }
    }

    private static uint MutantOf(Trial trial) => trial.Unit.Kind == MutantKind.Body ? trial.Method : 0;

    private void KeepUnit(ExecutionUnit unit, Observation observation, string method, string runtime)
    {
        string name = Path.Combine(_folder, $"{observation.Kind}-{unit.Number}-{_holes.Count}");
        File.WriteAllBytes(name + ".dll", unit.File);
        File.WriteAllText(name + ".txt", $"""
            {observation.Kind} on {runtime}: {observation.Text}
            mutant {unit.Number} of seed {unit.Seed}, {unit.Kind}: {unit.Change}
            called: {method}
            again: singular verify {Path.GetFileName(name)}.dll --checks types says that it is accepted; singular oracle --seed {_seed} makes it anew

            {IlText.Of(unit.File, unit.Methods)}
            """);
        _holes.Add(new Hole(observation.Kind, runtime, method, observation.Text, unit.Number, unit.Kind, name + ".dll"));
    }

    /// <summary>Whether a file by itself still shows such an observation on the installed .NET.</summary>
    public bool Shows(ExecutionUnit unit, string kind)
    {
        TrialProgram program = _writer.Write([unit], _seed);
        if (program.Trials.Count == 0)
            return false;
        ProgramRun run = _host.OnDotNet(program);
        run.Run(0, program.Trials.Count);
        return run.Observations.Any(observation => observation.Kind == kind);
    }

    public void Dispose() => _writer.Dispose();
}
