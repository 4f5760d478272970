namespace Singular.Verifier.Tests;

/// <summary>
/// Whatever bytes come in, the verifier answers: no exception, no hang. The number of mutants comes from
/// <c>SINGULAR_VERIFIER_MUTANTS</c> (150 by default) and the seed from <c>SINGULAR_SEED</c>.
/// </summary>
public sealed class MutationTests
{
    private const double SecondsPerMutant = 1;

    private static readonly int s_mutants = Setting("SINGULAR_VERIFIER_MUTANTS", 150);
    private static readonly int s_seed = Setting("SINGULAR_SEED", 20_241);

    [Fact]
    public void Any_bytes_are_answered_in_time()
    {
        var original = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Singular.Corpus.SafeCSharp.Optimized.dll"));
        using var references = IlAssembler.NewPlatformReferences();
        var options = new VerifierOptions
        {
            Checks = VerificationChecks.Types,
        };
        // The first verification pays for reading the references.
        Assert.True(AssemblyVerifier.Verify(original, references, options).IsAccepted);
        var random = new Random(s_seed);
        var refused = 0;
        for (var i = 0; i < s_mutants; i++)
        {
            var mutant = Mutate(original, random);
            var (result, seconds) = VerifyInTime(mutant, references, options);
            refused += result.IsAccepted ? 0 : 1;
            Assert.True(seconds < SecondsPerMutant, $"mutant {i} of seed {s_seed} took {seconds} s");
            // An exception of ours on a mutated file is a fault of the verifier even when it refuses; the metadata reader may throw what it likes.
            var own = result.Findings.FirstOrDefault(static f => f.Code == "InternalError" && f.Advice.StartsWith("at Singular.", StringComparison.Ordinal));
            Assert.True(own is null, own?.ToString());
        }
        Assert.InRange(refused, s_mutants / 4, s_mutants);
    }

    /// <summary>Verifies and takes the processor time of this thread: on a busy machine the clock on the wall says nothing.</summary>
    private static (VerificationResult Result, double Seconds) VerifyInTime(byte[] mutant, ReferenceSet references, VerifierOptions options)
    {
        var before = ProcessorNanoseconds();
        var result = AssemblyVerifier.Verify(mutant, references, options);
        return (result, (ProcessorNanoseconds() - before) / 1e9);
    }

    /// <summary>The first number of schedstat (proc(5)): time that the thread spent on a processor.</summary>
    private static long ProcessorNanoseconds() =>
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Mutate(byte[] original, Random random)
    {
        var mutant = (byte[])original.Clone();
        var changes = random.Next(1, 9);
        for (var i = 0; i < changes; i++)
        {
            // Code lies in the first half of a library, tables and heaps in the second; headers at the start are left to the image's own tests.
            var position = random.Next(0x200, mutant.Length);
            mutant[position] = (byte)random.Next(256);
        }
        return mutant;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
