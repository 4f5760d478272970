namespace Singular.Verifier.Tests;

/// <summary>
/// Libraries from elsewhere, verified for type safety against the installed framework: nothing is found but in what is truly
/// unsafe, and what that is stands in the table of docs/verifier.md.
/// </summary>
public sealed class LibraryTests
{
    [Theory]
    [InlineData(null, "FsCheck.dll", 4_000)]
    [InlineData("Spectre.Console", "lib/net8.0/Spectre.Console.dll", 3_000)]
    [InlineData("System.CommandLine", "lib/net10.0/System.CommandLine.dll", 900)]
    [InlineData(null, "Mono.Cecil.dll", 3_000)]
    [InlineData(null, "xunit.assert.dll", 600)]
    public void Safe_libraries_are_accepted(string? package, string file, int methodsAtLeast)
    {
        using var references = new ReferenceSet();
        references.AddFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        references.AddFile(Path.Combine(AppContext.BaseDirectory, "FSharp.Core.dll"));
        // What this test itself uses lies beside it.
        var folder = package is null ? AppContext.BaseDirectory : IlAssembler.Setting(package);
        var image = File.ReadAllBytes(Path.Combine(folder, file));
        var result = AssemblyVerifier.Verify(image, references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.True(result.IsAccepted, string.Join(Environment.NewLine, result.Findings.Take(50)));
        Assert.InRange(result.MethodsVerified, methodsAtLeast, int.MaxValue);
    }
}
