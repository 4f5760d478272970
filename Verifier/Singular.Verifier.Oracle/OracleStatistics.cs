using System.Collections.Concurrent;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle;

/// <summary>Counts of a run.</summary>
public sealed class OracleStatistics
{
    private readonly long[] _accepted = new long[3];
    private readonly long[] _verified = new long[3];

    /// <summary>Mutants verified.</summary>
    public long Verified => _verified.Sum();

    /// <summary>Mutants accepted.</summary>
    public long Accepted => _accepted.Sum();

    /// <summary>Mutants that the metadata library could not write; they are not counted as verified.</summary>
    public long Unwritable { get; set; }

    /// <summary>Accepted mutants that were run on the installed .NET.</summary>
    public long ExecutedOnDotNet { get; set; }

    /// <summary>Accepted mutants that were compiled by the pinned ilc and run.</summary>
    public long ExecutedNatively { get; set; }

    /// <summary>Accepted mutants that were picked for running but name members whose effects are not harmless.</summary>
    public long NotHarmless { get; set; }

    /// <summary>Accepted mutants that were picked for running but whose changed code takes what no input could be made for.</summary>
    public long WithoutInputs { get; set; }

    /// <summary>Accepted mutants that were picked for running but that the metadata library could not write again with checks in them.</summary>
    public long NotWoven { get; set; }

    /// <summary>Calls made with inputs, on each runtime.</summary>
    public long Trials { get; set; }

    /// <summary>Trials that were ended because they ran too long or used up the stack.</summary>
    public long Ended { get; set; }

    /// <summary>Different features of the verifier that were seen.</summary>
    public int Features { get; internal set; }

    /// <summary>Accepted bodies that showed something new and are mutated further.</summary>
    public int CorpusBodies { get; internal set; }

    /// <summary>Refused mutants by the code of their first finding.</summary>
    public ConcurrentDictionary<string, long> RefusedBy { get; } = [];

    /// <summary>Mutants refused because an exception ended the verifier's own code, by what it says: refused like any other, and a
    /// mistake of the verifier all the same.</summary>
    public ConcurrentDictionary<string, long> InternalErrors { get; } = [];

    public long VerifiedOf(MutantKind kind) => _verified[(int)kind];

    public long AcceptedOf(MutantKind kind) => _accepted[(int)kind];

    internal void CountVerdict(MutantKind kind, bool isAccepted, IReadOnlyList<Finding> findings)
    {
        _verified[(int)kind]++;
        if (isAccepted)
            _accepted[(int)kind]++;
        else
            RefusedBy.AddOrUpdate(findings[0].Code, 1, static (_, count) => count + 1);
        foreach (Finding finding in findings.Where(finding => finding.Code == "InternalError"))
            InternalErrors.AddOrUpdate(finding.Message, 1, static (_, count) => count + 1);
    }
}
