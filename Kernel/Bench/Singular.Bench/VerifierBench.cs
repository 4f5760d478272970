using System.Diagnostics;
using Singular.Verifier;

namespace Singular.Bench;

/// <summary>Verifies a whole folder of assemblies under the rules of type safety, in this process, and takes the figures of it.</summary>
public static class VerifierBench
{
    // The targets, for a machine with two processors. What stands beside them: ILVerify's logic took about 3.2 s for the same.
    private const double SecondsTarget = 2.5;
    private const double MemoryTarget = 1_000_000_000;

    /// <param name="framework">The folder; its assemblies are the references, too. Native libraries in it are passed over.</param>
    /// <param name="workers">How many assemblies at a time.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    public static IReadOnlyList<BenchRow> Run(string framework, int workers, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using var references = new ReferenceSet();
        IReadOnlyList<string> files = references.AddFolder(framework);
        var options = new VerifierOptions
        {
            Checks = VerificationChecks.Types,
            Limits = new VerificationLimits { Findings = int.MaxValue },
        };
        IReadOnlyList<VerificationResult> results = AssemblyBatch.Verify(files, references, options, workers, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        using Process self = Process.GetCurrentProcess();
        int methods = results.Sum(result => result.MethodsVerified);
        return
        [
            Row("assemblies verified", "files", results.Count, null),
            Row("method bodies verified", "methods", methods, null),
            Row("findings", "findings", results.Sum(result => result.Findings.Count), null),
            Row("methods per second", "methods", methods / seconds, null),
            Row("time for all of it, references and files read", "seconds", seconds, SecondsTarget),
            Row("processor time of the process", "seconds", self.TotalProcessorTime.TotalSeconds, null),
            Row("peak memory of the process", "bytes", self.PeakWorkingSet64, MemoryTarget),
        ];
    }

    private static BenchRow Row(string title, string unit, double value, double? target) => new(title, unit, value, null, target, null);
}
