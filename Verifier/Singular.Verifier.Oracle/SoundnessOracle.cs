using System.Diagnostics;
using Singular.Builder.Compile;
using Singular.Verifier.Oracle.Execution;
using Singular.Verifier.Oracle.Mutation;
using Singular.Verifier.Oracle.Seeds;

namespace Singular.Verifier.Oracle;

/// <summary>
/// Asks whether what the verifier accepts is sound: makes mutants of valid assemblies, verifies them under the type rules, runs accepted
/// ones on the installed .NET and compiled by the pinned ilc, and looks at every reference as it is loaded.
/// </summary>
public sealed class SoundnessOracle
{
    /// <summary>Mutants run in one program. One compile costs seconds whatever is in it.</summary>
    private const int MutantsPerProgram = 1_000;

    /// <summary>Files linked into one program.</summary>
    private const int FilesPerProgram = 200;

    private readonly OracleOptions _options;

    /// <param name="options">How much to do.</param>
    public SoundnessOracle(OracleOptions options)
    {
        _options = options;
        Statistics = new OracleStatistics();
    }

    internal static VerifierOptions TypeChecks { get; } = new()
    {
        Checks = VerificationChecks.Types,
        Limits = new VerificationLimits { Time = TimeSpan.FromSeconds(20) },
    };

    public OracleStatistics Statistics { get; }

    /// <summary>Runs to the end and returns the holes.</summary>
    /// <param name="progress">Called now and then.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="Builder.BuildException">The pinned compiler is not installed.</exception>
    public IReadOnlyList<Hole> Run(Action<OracleStatistics>? progress = null, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(_options.Folder);
        Toolchain toolchain = Toolchain.Locate();
        using ReferenceSet references = References(toolchain);
        // The second is for shrinking, which goes on beside verification.
        using ReferenceSet moreReferences = References(toolchain);
        List<Seed> seeds = [.. SeedSet.OpenOwn(references)];
        seeds.AddRange(_options.MoreSeeds.Select(path => SeedSet.Open(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path), references)));
        var source = new MutantSource(seeds, references, _options, Statistics);
        using var executor = new Executor(_options, Statistics, new HoleShrinker(moreReferences, _options.IgnoredCodes), toolchain);
        var watch = Stopwatch.StartNew();
        TimeSpan said = TimeSpan.Zero;
        long picked = 0;
        var batch = new List<ExecutionUnit>();
        Task running = Task.CompletedTask;
        while (Statistics.Verified < _options.Mutants && watch.Elapsed < _options.Time && !cancellation.IsCancellationRequested)
        {
            // Running is spread evenly over the mutants, with some to spare for those that turn out not to be harmless. Nothing here may
            // depend on how far running has come, or the same seed would not pick the same mutants.
            long wanted = _options.Executed + (_options.Executed / 8);
            bool isToBeRun = picked < wanted && picked * _options.Mutants <= (Statistics.Verified + 1) * wanted;
            if (source.Next(isToBeRun) is { } unit)
            {
                batch.Add(unit);
                picked += unit.Mutants;
            }
            if (batch.Sum(file => file.Mutants) >= MutantsPerProgram || batch.Count >= FilesPerProgram)
                running = Start(batch, executor, running);
            if (watch.Elapsed - said > TimeSpan.FromSeconds(5))
            {
                said = watch.Elapsed;
                progress?.Invoke(Statistics);
            }
        }
        if (batch.Count > 0)
            running = Start(batch, executor, running);
        running.GetAwaiter().GetResult();
        return executor.Holes;
    }

    /// <summary>Runs a batch beside the making of the next one; at most one runs at a time.</summary>
    private static Task Start(List<ExecutionUnit> batch, Executor executor, Task before)
    {
        before.GetAwaiter().GetResult();
        ExecutionUnit[] units = [.. batch];
        batch.Clear();
        return Task.Run(() => executor.Run(units));
    }

    private static ReferenceSet References(Toolchain toolchain)
    {
        var references = new ReferenceSet();
        foreach (string folder in ProgramHost.FrameworkFolders(toolchain))
            references.AddFolder(folder);
        return references;
    }
}
