using System.Runtime.ExceptionServices;

namespace Singular.Verifier;

/// <summary>
/// Verifies many files against one map of references, several at a time. Each verification is one thread's alone and shares
/// nothing that changes with the others, so the results are those of verifying the files one by one.
/// </summary>
public static class AssemblyBatch
{
    /// <summary>Stack of a worker in bytes. Nothing in the verifier recurses deeper than the limits on nesting; this is several times what that takes.</summary>
    private const int StackBytes = 16 << 20;

    /// <summary>Verifies the files; the results come in their order.</summary>
    /// <param name="files">Paths.</param>
    /// <param name="references">What the files may refer to; not to be used elsewhere meanwhile.</param>
    /// <param name="options">What to check.</param>
    /// <param name="workers">How many at a time, at least 1.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <exception cref="IOException">A file cannot be read; of several, the first in the list.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IReadOnlyList<VerificationResult> Verify(
        IReadOnlyList<string> files, ReferenceSet references, VerifierOptions options, int workers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var work = new Work(files, options, cancellation);
        // Forks are made before any thread uses the set itself.
        List<ReferenceSet> forks = [.. Enumerable.Range(1, Math.Clamp(files.Count, 1, workers) - 1).Select(_ => references.Fork())];
        try
        {
            // The set's own turn is a new thread's too, for the sake of its stack.
            List<Thread> threads = [.. forks.Prepend(references).Select(set => new Thread(() => work.Run(set), StackBytes) { IsBackground = true })];
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());
        }
        finally
        {
            forks.ForEach(static fork => fork.Dispose());
        }
        return work.Results();
    }

    private sealed class Work(IReadOnlyList<string> files, VerifierOptions options, CancellationToken cancellation)
    {
        private readonly VerificationResult?[] _results = new VerificationResult?[files.Count];
        private readonly ExceptionDispatchInfo?[] _failures = new ExceptionDispatchInfo?[files.Count];

        /// <summary>Largest first, so that no worker is left with a large file while the others are done.</summary>
        private readonly int[] _order = LargestFirst(files);
        private int _next = -1;

        public void Run(ReferenceSet references)
        {
            while (Interlocked.Increment(ref _next) is var turn && turn < _order.Length && !cancellation.IsCancellationRequested)
            {
                var file = _order[turn];
                try
                {
                    _results[file] = AssemblyVerifier.Verify(File.ReadAllBytes(files[file]), references, options);
                }
                catch (Exception failure)
                {
                    // Whatever it is belongs to the caller's thread, where it is thrown again.
                    _failures[file] = ExceptionDispatchInfo.Capture(failure);
                }
            }
        }

        public IReadOnlyList<VerificationResult> Results()
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Find(_failures, static failure => failure is not null)?.Throw();
            return _results!;
        }

        private static int[] LargestFirst(IReadOnlyList<string> files) => [.. Enumerable.Range(0, files.Count).OrderByDescending(i => SizeOf(files[i]))];

        private static long SizeOf(string file)
        {
            var info = new FileInfo(file);
            return info.Exists ? info.Length : 0;
        }
    }
}
