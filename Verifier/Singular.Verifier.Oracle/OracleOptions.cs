namespace Singular.Verifier.Oracle;

/// <summary>How much to do.</summary>
public sealed record OracleOptions
{
    /// <summary>Mutants to verify.</summary>
    public long Mutants { get; init; } = 2_000;

    /// <summary>Accepted mutants to run, spread evenly over all; each on both runtimes.</summary>
    public long Executed { get; init; } = 100;

    /// <summary>The number that everything random follows from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>When to stop although there is more to do.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Where holes are kept, and what is being run lies.</summary>
    public required string Folder { get; init; }

    /// <summary>More valid assemblies to mutate beside the oracle's own.</summary>
    public IReadOnlyList<string> MoreSeeds { get; init; } = [];

    /// <summary>How many holes are made small before they are kept. Each takes some seconds.</summary>
    public int ShrunkHoles { get; init; } = 10;

    /// <summary>False to run on .NET only, which spares the compiles.</summary>
    public bool RunsNatively { get; init; } = true;

    /// <summary>
    /// Codes that do not refuse a mutant here. For trying whether the oracle sees what the verifier would have let through without
    /// such a rule; empty for a real run.
    /// </summary>
    public IReadOnlySet<string> IgnoredCodes { get; init; } = new HashSet<string>();
}
