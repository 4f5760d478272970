namespace Singular.Verifier.Tests;

/// <summary>Several files at a time give what one after the other gives: the same findings in the same order.</summary>
public sealed class AssemblyBatchTests
{
    private static readonly VerifierOptions s_types = new() { Checks = VerificationChecks.Types };

    private static string Framework => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [Fact]
    public void Workers_find_what_one_alone_finds()
    {
        // CoreLib's findings alone would take as long as all of these; the whole folder is compared by 'singular bench verifier' in two builds (docs/results.md).
        string[] files = [.. Directory.GetFiles(Framework, "System.*.dll").Where(f => new FileInfo(f).Length < 600_000).Order(StringComparer.Ordinal)];
        Assert.InRange(files.Length, 80, int.MaxValue);
        using var references = NewReferences();
        var alone = files.Select(file => AssemblyVerifier.Verify(File.ReadAllBytes(file), references, s_types)).ToList();
        using var others = NewReferences();
        var together = AssemblyBatch.Verify(files, others, s_types, 4);
        Assert.InRange(alone.Sum(r => r.Findings.Count), 100, int.MaxValue);
        for (var i = 0; i < files.Length; i++)
        {
            Assert.Equal(alone[i].AssemblyName, together[i].AssemblyName);
            Assert.Equal(alone[i].MethodsVerified, together[i].MethodsVerified);
            Assert.Equal(alone[i].Findings, together[i].Findings);
        }
    }

    [Fact]
    public void A_fork_resolves_by_itself()
    {
        var file = Path.Combine(Framework, "System.Linq.dll");
        using var references = NewReferences();
        using var fork = references.Fork();
        Assert.Equal(references.Names, fork.Names);
        references.Dispose();
        Assert.True(AssemblyVerifier.Verify(File.ReadAllBytes(file), fork, s_types).MethodsVerified > 500);
        Assert.Throws<ObjectDisposedException>(references.Fork);
    }

    [Fact]
    public void The_first_file_that_cannot_be_read_is_named()
    {
        using var references = NewReferences();
        string[] files = [Path.Combine(Framework, "System.Linq.dll"), "/nowhere/first.dll", "/nowhere/second.dll"];
        var error = Assert.ThrowsAny<IOException>(() => AssemblyBatch.Verify(files, references, s_types, 2));
        Assert.Contains("first.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_batch_gives_no_results()
    {
        using var references = NewReferences();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => AssemblyBatch.Verify([Path.Combine(Framework, "System.Linq.dll")], references, s_types, 1, cancelled.Token));
    }

    private static ReferenceSet NewReferences()
    {
        var references = new ReferenceSet();
        // Native libraries of the folder are passed over, so that they are not among the names.
        Assert.DoesNotContain(references.AddFolder(Framework), static file => file.Contains("libSystem", StringComparison.Ordinal));
        return references;
    }
}
